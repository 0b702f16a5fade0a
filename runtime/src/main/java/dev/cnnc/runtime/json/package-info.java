/** A small JSON reader and writer. */
package dev.cnnc.runtime.json;
