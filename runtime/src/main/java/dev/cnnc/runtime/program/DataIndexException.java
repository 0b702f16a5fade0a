package dev.cnnc.runtime.program;

/** A position that comes from data, such as a label or a token, is outside of what it counts. */
public final class DataIndexException extends IndexOutOfBoundsException {
  private static final long serialVersionUID = 1L;

  DataIndexException(String message) {
    super(message);
  }
}
