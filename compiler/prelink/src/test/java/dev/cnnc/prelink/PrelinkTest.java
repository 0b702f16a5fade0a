package dev.cnnc.prelink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class PrelinkTest {
  private static final Map<String, byte[]> ORIGINAL = classes(Path.of("target/test-classes"));
  private static final Map<String, byte[]> LINKED = Prelink.link(ORIGINAL);

  private static final String LAMBDA = Lambdas.class.getName().replace('.', '/') + "$$Lambda0";

  /** Classes from their files, without asking another loader first. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes) {
      super(PrelinkTest.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      byte[] bytes = classes.get(name.replace('.', '/'));
      if (bytes == null) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
    }
  }

  private static Map<String, byte[]> classes(Path folder) {
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String name = new ClassReader(bytes).getClassName();
        if (name.contains("/Lambdas") || name.contains("/Records")) {
          classes.put(name, bytes);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return classes;
  }

  private static Object instance(Map<String, byte[]> classes, Class<?> type)
      throws ReflectiveOperationException {
    var constructor = new Loader(classes).loadClass(type.getName()).getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  /** What is left to be linked when it runs. */
  private static List<String> unlinked(Map<String, byte[]> classes) {
    List<String> found = new ArrayList<>();
    classes.forEach(
        (name, bytes) ->
            new ClassReader(bytes)
                .accept(
                    new ClassVisitor(Opcodes.ASM9) {
                      @Override
                      public MethodVisitor visitMethod(
                          int access, String method, String type, String s, String[] e) {
                        return new MethodVisitor(Opcodes.ASM9) {
                          @Override
                          public void visitInvokeDynamicInsn(
                              String called, String type, Handle bootstrap, Object... arguments) {
                            found.add(called + " of " + name + " by " + bootstrap.getName());
                          }
                        };
                      }
                    },
                    0));
    return found;
  }

  @Test
  void lambdasDoTheSame() throws ReflectiveOperationException {
    Object linked = instance(LINKED, Lambdas.class);
    assertNotEquals(Lambdas.class, linked.getClass());
    List<String> results = new Lambdas().get();
    assertTrue(results.size() > 25, results.toString());
    assertEquals(results, ((Supplier<?>) linked).get());
  }

  @Test
  void nothingIsLeftOfWhatIsReplaced() {
    byte[] lambdas = LINKED.get(Lambdas.class.getName().replace('.', '/') + "$Shape");
    String text = new String(lambdas, StandardCharsets.ISO_8859_1);
    assertFalse(text.contains("BootstrapMethods"));
    assertFalse(text.contains("LambdaMetafactory"));
  }

  @Test
  void whatIsNotReplacedIsSerializableOrText() {
    List<String> left = unlinked(LINKED);
    left.removeIf(one -> one.startsWith("toString of ") || one.endsWith("altMetafactory"));
    assertEquals(List.of(), left);
    assertTrue(unlinked(ORIGINAL).size() > 40);
  }

  /** One of each type, of few values, so that many are equal. */
  @Provide
  Arbitrary<List<Object>> components() {
    List<Arbitrary<Object>> each =
        List.of(
            Arbitraries.of(true, false),
            Arbitraries.of('a', '\0'),
            Arbitraries.of((byte) -1, (byte) 1),
            Arbitraries.of((short) -1, Short.MAX_VALUE),
            Arbitraries.of(7, Integer.MIN_VALUE),
            Arbitraries.of(0f, -0f, Float.NaN),
            Arbitraries.of(1L << 40, 1L),
            Arbitraries.of(0.0, -0.0, Double.NaN),
            Arbitraries.of("text", List.of()).injectNull(0.3),
            Arbitraries.of(new int[1], new int[1]));
    return Combinators.combine(each).as(values -> values);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void recordsAreEqualWhereTheyWere(
      @ForAll("components") List<Object> a, @ForAll("components") List<Object> b)
      throws ReflectiveOperationException {
    Records records = new Records();
    @SuppressWarnings("unchecked")
    Function<List<Object>, Object> linked =
        (Function<List<Object>, Object>) instance(LINKED, Records.class);
    for (int i = 0; i < a.size(); i++) {
      List<Object> mixed = new ArrayList<>(a);
      mixed.set(i, b.get(i));
      assertEquals(
          records.apply(a).equals(records.apply(mixed)),
          linked.apply(a).equals(linked.apply(mixed)));
    }
    // How a record makes its hash code is not laid down; what is written out is what JDKs do.
    assertEquals(records.apply(a).hashCode(), linked.apply(a).hashCode());
    assertEquals(records.apply(a).toString(), linked.apply(a).toString());
    assertNotEquals(records.apply(a), linked.apply(a)); // a class of another loader
  }

  @Test
  void recordsOfAllKindsAreEqualWhereTheyWere() throws ReflectiveOperationException {
    var method = new Loader(LINKED).loadClass(Records.class.getName()).getDeclaredMethod("others");
    method.setAccessible(true);
    List<?> linked = (List<?>) method.invoke(null);
    List<Object> records = Records.others();
    for (int i = 0; i < records.size(); i++) {
      assertEquals(records.get(i).hashCode(), linked.get(i).hashCode());
      for (int j = 0; j < records.size(); j++) {
        assertEquals(records.get(i).equals(records.get(j)), linked.get(i).equals(linked.get(j)));
      }
    }
  }

  @Test
  void whatIsLinkedStays() {
    Map<String, byte[]> again = Prelink.link(LINKED);
    assertLinked(again);
    again.forEach((name, bytes) -> assertSame(LINKED.get(name), bytes, name));
  }

  @Test
  void classesThatAreCompiledAgainAreLinkedAgain() {
    Map<String, byte[]> mixed = new TreeMap<>(LINKED);
    mixed.putAll(ORIGINAL);
    mixed.put(LAMBDA + "00", LINKED.get(LAMBDA)); // of a lambda that is no more
    assertLinked(Prelink.link(mixed));
  }

  @Test
  void aBuildThatWasEndedIsGoneOnWith() throws ReflectiveOperationException {
    List<String> results = new Lambdas().get();
    Map<String, byte[]> written = new TreeMap<>(ORIGINAL);
    for (Map.Entry<String, byte[]> next : LINKED.entrySet()) {
      written.put(next.getKey(), next.getValue());
      Map<String, byte[]> again = Prelink.link(written);
      assertEquals(new TreeSet<>(LINKED.keySet()), new TreeSet<>(again.keySet()));
      assertEquals(results, ((Supplier<?>) instance(again, Lambdas.class)).get(), next.getKey());
    }
  }

  private static void assertLinked(Map<String, byte[]> classes) {
    assertEquals(new TreeSet<>(LINKED.keySet()), new TreeSet<>(classes.keySet()));
    classes.forEach((name, bytes) -> assertArrayEquals(LINKED.get(name), bytes, name));
  }

  @Test
  void filesAreReplaced(@TempDir Path folder) throws IOException {
    for (Map.Entry<String, byte[]> one : ORIGINAL.entrySet()) {
      Path file = folder.resolve(one.getKey() + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, one.getValue());
    }
    Prelink.main(new String[] {folder.toString()});
    assertLinked(classes(folder));
  }

  @Test
  void filesOfAnEarlierBuildGo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve(LAMBDA + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, LINKED.get(LAMBDA));
    Prelink.main(new String[] {folder.toString()});
    assertFalse(Files.exists(file));
  }
}
