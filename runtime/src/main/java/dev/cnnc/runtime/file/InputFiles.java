package dev.cnnc.runtime.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that give a sentence where the JDK's exceptions give a bare path. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * @throws IOException with a message for users, if it is not a file that can be read
   */
  public static void requireReadable(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, expected a file");
    }
    if (!Files.exists(file)) {
      throw new IOException("there is no file " + file);
    }
    if (!Files.isReadable(file)) {
      throw new IOException(file + " may not be read");
    }
  }
}
