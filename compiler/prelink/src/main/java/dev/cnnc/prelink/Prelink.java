package dev.cnnc.prelink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    if (arguments.length != 1) {
      throw new IllegalArgumentException("expected the folder of the classes to link");
    }
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
        write(folder.resolve(one.getKey() + CLASS), one.getValue());
      }
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    Files.write(whole, bytes);
    Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Replaces what would be linked at run time.
   *
   * @param classes class files by internal name: {@code java/lang/String}
   * @return the same and new ones; where there is nothing to replace, the same array. Left out is
   *     what an earlier build made for classes that were compiled again. The order is that to write
   *     them in, so that another run can go on where one was ended.
   */
  static Map<String, byte[]> link(Map<String, byte[]> classes) {
    Set<String> nestMembers = nestMembers(classes.values());
    Map<String, byte[]> lambdas = new TreeMap<>();
    Map<String, byte[]> others = new TreeMap<>();
    Map<String, List<String>> added = new TreeMap<>();
    classes.forEach(
        (name, bytes) -> {
          if (LambdaClasses.isName(name) && !nestMembers.contains(name)) {
            return; // its host was compiled again, and names it no longer
          }
          ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
          RecordMethods records = new RecordMethods(writer);
          LambdaClasses own = new LambdaClasses(records);
          new ClassReader(bytes).accept(own, 0);
          if (!own.classes().isEmpty()) {
            added
                .computeIfAbsent(own.nestHost(), host -> new ArrayList<>())
                .addAll(own.classes().keySet());
          }
          boolean changed = records.found() || !own.classes().isEmpty();
          others.put(name, changed ? writer.toByteArray() : bytes);
          lambdas.putAll(own.classes());
        });
    Map<String, byte[]> linked = new LinkedHashMap<>(lambdas);
    added.forEach((host, members) -> linked.put(host, withNestMembers(others.get(host), members)));
    others.forEach(linked::putIfAbsent);
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
    Set<String> missing = new HashSet<>(members);
    missing.removeAll(nestMembers(List.of(host)));
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(host)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public void visitEnd() {
                members.stream().filter(missing::contains).forEach(this::visitNestMember);
                super.visitEnd();
              }
            },
            0);
    return writer.toByteArray();
  }
}
