/** Tensors as users see them: row-major arrays on the heap with a shape. */
package dev.cnnc.runtime.tensor;
