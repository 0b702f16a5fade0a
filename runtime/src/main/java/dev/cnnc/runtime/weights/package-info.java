/** Tensors in safetensors files. */
package dev.cnnc.runtime.weights;
