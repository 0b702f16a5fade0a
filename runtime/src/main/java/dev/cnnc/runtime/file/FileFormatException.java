package dev.cnnc.runtime.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file exists, but does not hold what it should: damaged, cut short, or of another kind. The
 * message names the file and says what was found and what was expected; it is meant for users.
 */
public final class FileFormatException extends IOException {
  public FileFormatException(Path file, String problem) {
    super(file + ": " + problem);
  }
}
