package dev.cnnc.prelink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Links the classes of a folder, in place. */
public final class Prelink {
  private static final String CLASS = ".class";

  private Prelink() {}

  /**
   * @param arguments the folder of a module's classes
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(CLASS)).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        classes.put(new ClassReader(bytes).getClassName(), bytes);
      }
    }
    for (Map.Entry<String, byte[]> linked : link(classes).entrySet()) {
      if (linked.getValue() != classes.get(linked.getKey())) {
        Files.write(folder.resolve(linked.getKey() + CLASS), linked.getValue());
      }
    }
  }

  /**
   * Replaces what is linked when it runs.
   *
   * @param classes class files by internal name: {@code java/lang/String}
   * @return the same and new ones; what has nothing to replace is the same array
   */
  static Map<String, byte[]> link(Map<String, byte[]> classes) {
    Map<String, byte[]> linked = new TreeMap<>();
    Map<String, List<String>> members = new HashMap<>();
    classes.forEach(
        (name, bytes) -> {
          ClassReader reader = new ClassReader(bytes);
          ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
          RecordMethods records = new RecordMethods(writer);
          LambdaClasses lambdas = new LambdaClasses(records);
          reader.accept(lambdas, 0);
          boolean changed = records.found() || !lambdas.classes().isEmpty();
          linked.put(name, changed ? writer.toByteArray() : bytes);
          linked.putAll(lambdas.classes());
          members
              .computeIfAbsent(lambdas.nestHost(), n -> new ArrayList<>())
              .addAll(lambdas.classes().keySet());
        });
    members.forEach(
        (host, added) -> {
          if (!added.isEmpty()) {
            linked.put(host, withNestMembers(linked.get(host), added));
          }
        });
    return linked;
  }

  /** Lets classes see each other's private members (JEP 181): the host must name them all. */
  private static byte[] withNestMembers(byte[] host, List<String> added) {
    ClassReader reader = new ClassReader(host);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visitEnd() {
            added.forEach(this::visitNestMember);
            super.visitEnd();
          }
        },
        0);
    return writer.toByteArray();
  }
}
