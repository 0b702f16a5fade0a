/**
 * From trees and scripts back to text: the one layout of a script, and trees that programs made.
 */
package dev.cnnc.grammar.format;
