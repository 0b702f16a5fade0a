package dev.cnnc.compiler.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares text with a file under {@code src/test/resources/golden}. With {@code
 * -Dgolden.update=true} the files are written instead, to be looked at and committed.
 */
public final class Golden {
  private static final Path ROOT = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  /**
   * @param file relative to the folder of golden files
   */
  public static void assertMatches(String file, String actual) {
    Path path = ROOT.resolve(file);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, actual);
      }
      assertEquals(
          Files.readString(path, StandardCharsets.UTF_8),
          actual,
          () -> path + " is not what comes out; -Dgolden.update=true writes it anew");
    } catch (IOException e) {
      throw new UncheckedIOException("golden file " + path.toAbsolutePath(), e);
    }
  }
}
