package dev.cnnc.compiler.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a test's main class in a JVM of its own, of the same version. */
final class ChildJvm {
  private ChildJvm() {}

  /** What it printed, with line feeds as line ends. */
  record Run(String out, String err) {}

  static Run java(List<String> options, String classPath, Class<?> main)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    Path err = Files.createTempFile("child", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String errors = Files.readString(err);
      assertEquals(0, process.waitFor(), errors);
      return new Run(out.replace("\r\n", "\n"), errors.replace("\r\n", "\n"));
    } finally {
      Files.deleteIfExists(err);
    }
  }
}
