/**
 * Data sets: where examples come from, how they are prepared, and in which order an epoch takes
 * them.
 */
package dev.cnnc.runtime.data;
