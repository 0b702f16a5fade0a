/**
 * The networks to compare, as operations that every engine builds, and files with their weights.
 */
package dev.cnnc.benchmarks.network;
