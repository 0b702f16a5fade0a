/**
 * The contract between generated code and the code that runs it.
 *
 * <p>A network is compiled to up to three {@linkplain dev.cnnc.runtime.program.Program programs},
 * one for each {@link dev.cnnc.runtime.program.Pass}. A program is a list of buffers and a list of
 * steps; {@link dev.cnnc.runtime.program.Kernels} is its generated code, {@link
 * dev.cnnc.runtime.program.CompiledModel} the generated entry point.
 */
package dev.cnnc.runtime.program;
