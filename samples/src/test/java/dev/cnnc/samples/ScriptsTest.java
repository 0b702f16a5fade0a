package dev.cnnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.command.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All scripts of the samples but those that show errors. */
class ScriptsTest {
  static List<String> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../samples"))) {
      return files
          .filter(file -> file.toString().endsWith(".cnn"))
          .filter(file -> !file.startsWith("../samples/errors"))
          .filter(file -> !file.toString().contains("/target/"))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void isSoundAndLaidOut(String script) {
    assertEquals(0, Main.execute("check", script));
    assertEquals(0, Main.execute("fmt", "--check", script));
  }

  @Test
  void thereAreScripts() throws IOException {
    assertTrue(scripts().contains("../samples/cifar10/resnet20.cnn"), scripts().toString());
  }
}
