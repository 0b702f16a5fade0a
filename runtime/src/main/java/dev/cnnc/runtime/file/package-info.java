/** Files: written atomically, and errors that say what is wrong with them. */
package dev.cnnc.runtime.file;
