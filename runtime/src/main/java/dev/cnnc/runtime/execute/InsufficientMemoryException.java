package dev.cnnc.runtime.execute;

/** An array is too large for the JVM or for its heap. The message names the array and its size. */
public final class InsufficientMemoryException extends RuntimeException {
  public InsufficientMemoryException(String message) {
    super(message);
  }
}
