package dev.cnnc.compiler.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.runtime.network.Network;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What the JVM would link when it first runs is linked by the build, so that commands start fast.
 */
class PrelinkedTest {
  @ParameterizedTest
  @ValueSource(classes = {Compiler.class, Parser.class, Network.class})
  void modulesAreLinkedByTheBuild(Class<?> ofModule) throws IOException, URISyntaxException {
    Path place = Path.of(ofModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> found = new ArrayList<>();
    int classes;
    if (Files.isDirectory(place)) {
      classes = addUnlinked(place, found);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        classes = addUnlinked(jar.getPath("/"), found);
      }
    }
    assertTrue(classes > 50, "only " + classes + " classes in " + place);
    assertEquals(
        List.of(),
        found,
        "left to invokedynamic: the build's step prelink was left out (only Maven runs it), or a"
            + " lambda is serializable, or of several interfaces or methods");
  }

  private static int addUnlinked(Path folder, List<String> found) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        addUnlinked(new ClassReader(Files.readAllBytes(file)), found);
      }
      return classes.size();
    }
  }

  private static void addUnlinked(ClassReader reader, List<String> found) {
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String type, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitInvokeDynamicInsn(
                  String name, String type, Handle bootstrap, Object... arguments) {
                boolean text = bootstrap.getOwner().endsWith("/ObjectMethods");
                if (!text || !name.equals("toString")) {
                  found.add(reader.getClassName() + "." + method + ": " + name);
                }
              }
            };
          }
        },
        ClassReader.SKIP_FRAMES);
  }
}
