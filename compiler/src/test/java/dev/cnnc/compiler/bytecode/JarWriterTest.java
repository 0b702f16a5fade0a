package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarWriterTest {
  @TempDir Path folder;

  /** Writes 1 with vector code, 2 with scalar code. */
  private static GeneratedModel model() {
    return GenerateClasses.generate(
        "org.example.Net",
        "net.cnn",
        Map.of(
            Pass.INFERENCE,
            program(
                4,
                List.of(floats("out", 4)),
                kernel("k", 4, 1, List.of(store(0, i(0), all(f(1))))))),
        Map.of(
            Pass.INFERENCE,
            program(
                1, List.of(floats("out", 4)), kernel("k", 1, 1, List.of(store(0, i(0), f(2)))))));
  }

  /** Prints what the network in the jar computes; run in a JVM with {@code runtime} only. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      CompiledModel model = ServiceLoader.load(CompiledModel.class).findFirst().orElseThrow();
      Kernels kernels = model.kernels(Pass.INFERENCE);
      model.kernels(Pass.INFERENCE);
      float[] out = new float[4];
      kernels.run(0, new float[][] {out}, new int[1][], 1, 0, 0, 1);
      System.out.println(model.name() + " " + kernels.program().name() + " " + out[0]);
    }
  }

  @Test
  void serviceLoadersFindTheNetwork() throws IOException {
    Path jar = folder.resolve("net.jar");
    JarWriter.write(model(), jar);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      CompiledModel found =
          ServiceLoader.load(CompiledModel.class, loader).findFirst().orElseThrow();
      assertEquals("Net", found.name());
      assertEquals("test", found.kernels(Pass.INFERENCE).program().name());
    }
    assertEquals(List.of(jar), Files.list(folder).toList(), "nothing else is left behind");
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("first.jar");
    Path second = folder.resolve("second.jar");
    JarWriter.write(model(), first);
    JarWriter.write(model(), second);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void aJarReplacesAnotherAndAnAbsentFolderIsAnError() throws IOException {
    Path jar = folder.resolve("net.jar");
    Files.writeString(jar, "something else");
    JarWriter.write(model(), jar);
    assertTrue(Files.size(jar) > 1000);
    Path absent = folder.resolve("absent").resolve("net.jar");
    IOException thrown = assertThrows(IOException.class, () -> JarWriter.write(model(), absent));
    assertTrue(thrown.getMessage().startsWith("there is no folder "), thrown.getMessage());
  }

  @Test
  void withoutTheVectorModuleScalarCodeRunsWithOneWarning() throws Exception {
    Path jar = folder.resolve("net.jar");
    JarWriter.write(model(), jar);
    ChildJvm.Run without = java(jar);
    assertEquals("Net test 2.0\n", without.out());
    assertEquals(Backend.WARNING + "\n", without.err());
    ChildJvm.Run forced = java(jar, "-Dcnnc.backend=scalar");
    assertEquals("Net test 2.0\n", forced.out());
    assertEquals("", forced.err());
    ChildJvm.Run with = java(jar, "--add-modules", "jdk.incubator.vector");
    assertEquals("Net test " + (Backend.lanes() > 1 ? "1.0" : "2.0") + "\n", with.out());
  }

  private static ChildJvm.Run java(Path jar, String... options) throws Exception {
    String path = location(Main.class) + File.pathSeparator + location(CompiledModel.class);
    return ChildJvm.java(List.of(options), path + File.pathSeparator + jar, Main.class);
  }

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
