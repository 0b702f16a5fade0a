/** Methods as sequences of typed instructions: all that is known of ASM's writers. */
package dev.cnnc.compiler.bytecode.emit;
