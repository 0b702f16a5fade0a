package dev.cnnc.prelink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
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
    Map<String, byte[]> linked = link(classes);
    for (String name : classes.keySet()) {
      if (!linked.containsKey(name)) {
        Files.delete(folder.resolve(name + CLASS));
      }
    }
    for (Map.Entry<String, byte[]> one : linked.entrySet()) {
      if (one.getValue() != classes.get(one.getKey())) {
        Files.write(folder.resolve(one.getKey() + CLASS), one.getValue());
      }
    }
  }

  /**
   * Replaces what would be linked at run time.
   *
   * @param classes class files by internal name: {@code java/lang/String}
   * @return the same and new ones; where there is nothing to replace, the same array. Left out is
   *     what an earlier build made for classes that were compiled again.
   */
  static SortedMap<String, byte[]> link(Map<String, byte[]> classes) {
    Set<String> nestMembers = nestMembers(classes.values());
    SortedMap<String, byte[]> linked = new TreeMap<>();
    Map<String, List<String>> added = new HashMap<>();
    classes.forEach(
        (name, bytes) -> {
          if (LambdaClasses.isName(name) && !nestMembers.contains(name)) {
            return; // a compiler that comes anew does not know of it
          }
          ClassReader reader = new ClassReader(bytes);
          ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
          RecordMethods records = new RecordMethods(writer);
          LambdaClasses lambdas = new LambdaClasses(records);
          reader.accept(lambdas, 0);
          if (!lambdas.classes().isEmpty()) {
            added
                .computeIfAbsent(lambdas.nestHost(), host -> new ArrayList<>())
                .addAll(lambdas.classes().keySet());
          }
          boolean changed = records.found() || !lambdas.classes().isEmpty();
          linked.put(name, changed ? writer.toByteArray() : bytes);
          linked.putAll(lambdas.classes());
        });
    added.forEach((host, members) -> linked.put(host, withNestMembers(linked.get(host), members)));
    return linked;
  }

  private static Set<String> nestMembers(Collection<byte[]> classes) {
    Set<String> members = new HashSet<>();
    for (byte[] bytes : classes) {
      new ClassReader(bytes)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public void visitNestMember(String member) {
                  members.add(member);
                }
              },
              ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    }
    return members;
  }

  /** Lets classes see each other's private members (JEP 181): the host must name them all. */
  private static byte[] withNestMembers(byte[] host, List<String> members) {
    ClassReader reader = new ClassReader(host);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visitEnd() {
            members.forEach(this::visitNestMember);
            super.visitEnd();
          }
        },
        0);
    return writer.toByteArray();
  }
}
