package dev.cnnc.compiler.bytecode.emit;

/** A method came out with more code than {@link ClassFile#LARGEST_METHOD HotSpot compiles}. */
public final class MethodTooLargeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final int bytes;

  MethodTooLargeException(String method, int bytes) {
    super(
        "internal error: the generated method "
            + method
            + " has "
            + bytes
            + " bytes of code; the JVM compiles at most "
            + ClassFile.LARGEST_METHOD
            + ": its schedule must unroll less");
    this.bytes = bytes;
  }

  /** The size of its code. */
  public int bytes() {
    return bytes;
  }
}
