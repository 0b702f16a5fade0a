package dev.cnnc.runtime.json;

/** A text is not JSON; the message says what was found where. */
public final class JsonException extends RuntimeException {
  JsonException(String problem, int position) {
    super(problem + " at character " + position);
  }
}
