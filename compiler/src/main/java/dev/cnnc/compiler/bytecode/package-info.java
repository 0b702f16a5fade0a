/**
 * Class files from loops: {@link dev.cnnc.compiler.bytecode.GenerateClasses} is the way in. {@code
 * KernelEmitter} makes methods of a kernel, {@code StatementEmitter} and its helpers the
 * instructions in them; what a function is in instructions stands in {@code VectorArithmetic} and
 * {@code ScalarArithmetic}.
 */
package dev.cnnc.compiler.bytecode;
