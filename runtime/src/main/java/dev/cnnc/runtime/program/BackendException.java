package dev.cnnc.runtime.program;

/** The back end that was asked for is unknown, or this JVM cannot run it. */
public final class BackendException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  BackendException(String message) {
    super(message);
  }

  BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
