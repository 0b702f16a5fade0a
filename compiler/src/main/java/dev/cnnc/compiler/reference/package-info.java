/** The page about the standard layers, made from the library itself. */
package dev.cnnc.compiler.reference;
