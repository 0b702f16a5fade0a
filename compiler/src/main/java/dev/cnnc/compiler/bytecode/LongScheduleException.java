package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.ClassFile;
import dev.cnnc.compiler.bytecode.emit.MethodTooLargeException;
import dev.cnnc.compiler.loop.Kernel;

/**
 * A schedule of a schedule file writes out so much code that the JVM would never compile it; the
 * message says which.
 */
public final class LongScheduleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LongScheduleException(Kernel kernel, MethodTooLargeException cause) {
    super(
        "the kernel "
            + kernel.name()
            + " has "
            + cause.bytes()
            + " bytes of code in one method, expected at most "
            + ClassFile.LARGEST_METHOD
            + ", as the JVM compiles no more; it is "
            + String.join(", ", kernel.notes())
            + "; give it a smaller tile or less to unroll there, or take its entry out",
        cause);
  }
}
