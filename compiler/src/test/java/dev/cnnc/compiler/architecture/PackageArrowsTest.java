package dev.cnnc.compiler.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Arrows between packages point one way. The table below is the whole of them; what holds for a
 * package holds for those inside it.
 */
class PackageArrowsTest {
  private static final String ROOT = "dev.cnnc.";
  private static final String ASM = "org.objectweb.asm";
  private static final String ANTLR = "org.antlr.v4.runtime";
  private static final String PICOCLI = "picocli";
  private static final String ELK = "org.eclipse.elk";
  private static final String EMF = "org.eclipse.emf";

  /** For each package of ours, the other packages outside {@code java.base} that it may name. */
  private static final Map<String, Set<String>> ARROWS = new LinkedHashMap<>();

  static {
    // What ANTLR generates.
    ARROWS.put("grammar", Set.of(ANTLR));
    ARROWS.put("grammar.source", Set.of());
    ARROWS.put("grammar.diagnostic", Set.of("grammar.source"));
    ARROWS.put("grammar.tree", Set.of("grammar.source"));
    ARROWS.put(
        "grammar.parse",
        Set.of("grammar", "grammar.source", "grammar.diagnostic", "grammar.tree", ANTLR));
    ARROWS.put(
        "grammar.format",
        Set.of(
            "grammar",
            "grammar.source",
            "grammar.diagnostic",
            "grammar.tree",
            "grammar.parse",
            ANTLR));

    ARROWS.put("compiler.graph", Set.of("grammar.source"));
    ARROWS.put("compiler.autodiff", Set.of("compiler.graph", "grammar.*"));
    ARROWS.put(
        "compiler.elaborate",
        Set.of("compiler.graph", "compiler.autodiff", "grammar.*", "runtime.*"));
    ARROWS.put("compiler.optimize", Set.of("compiler.graph", "grammar.source"));
    ARROWS.put(
        "compiler.derive",
        Set.of("compiler.graph", "compiler.autodiff", "compiler.optimize", "grammar.source"));
    ARROWS.put(
        "compiler.reference",
        Set.of("compiler.elaborate", "compiler.derive", "compiler.graph", "grammar.*"));
    ARROWS.put("compiler.interpret", Set.of("compiler.graph", "compiler.loop", "runtime.*"));
    ARROWS.put(
        "compiler.gradcheck",
        Set.of(
            "compiler.graph",
            "compiler.autodiff",
            "compiler.optimize",
            "compiler.interpret",
            "grammar.*",
            "runtime.*"));
    ARROWS.put("compiler.loop", Set.of("compiler.graph", "grammar.source", "runtime.*"));
    ARROWS.put(
        "compiler.schedule",
        Set.of("compiler.loop", "compiler.graph", "grammar.source", "runtime.*"));
    ARROWS.put(
        "compiler.bytecode",
        Set.of("compiler.loop", "compiler.graph", "grammar.source", "runtime.*", ASM));
    ARROWS.put(
        "compiler.tune",
        Set.of("compiler.schedule", "compiler.loop", "compiler.bytecode", "runtime.*"));
    ARROWS.put("compiler.api", Set.of("grammar.*"));
    ARROWS.put("compiler.image", Set.of("javax.imageio", "java.awt"));
    ARROWS.put("compiler.view", Set.of("compiler.graph"));
    ARROWS.put(
        "compiler.training",
        Set.of("compiler.elaborate", "compiler.graph", "compiler.image", "grammar.*", "runtime.*"));
    ARROWS.put("compiler.draw", Set.of("compiler.graph", "grammar.source", ELK, EMF));
    ARROWS.put("compiler", Set.of("compiler.*", "grammar.*", "runtime.*"));
    ARROWS.put(
        "compiler.command", Set.of("compiler", "compiler.*", "grammar.*", "runtime.*", PICOCLI));
  }

  @Test
  void onlyTheListedArrowsExist() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cnnc");
    Set<String> wrong = new TreeSet<>();
    for (JavaClass from : classes) {
      for (Dependency arrow : from.getDirectDependenciesFromSelf()) {
        JavaClass to = arrow.getTargetClass().getBaseComponentType();
        if (!to.isPrimitive() && !allowed(from.getPackageName(), to)) {
          wrong.add(from.getName() + " -> " + to.getName());
        }
      }
    }
    assertEquals("", String.join("\n", wrong), "arrows that are not in the table");
  }

  private static boolean allowed(String fromPackage, JavaClass to) {
    String toPackage = to.getPackageName();
    if (inJavaBase(toPackage)) {
      return true;
    }
    String from = group(fromPackage);
    String target = group(toPackage);
    if (from.equals(target) || (from.startsWith("runtime.") && target.startsWith("runtime."))) {
      return true;
    }
    if (target.equals("compiler.command")) {
      return false;
    }
    return ARROWS.getOrDefault(from, Set.of()).stream()
        .anyMatch(pattern -> matches(pattern, target));
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith(".*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern) || (name + ".").startsWith(pattern + ".") && !isOurs(pattern);
  }

  private static boolean isOurs(String pattern) {
    return ARROWS.containsKey(pattern);
  }

  /** {@code compiler.bytecode} for {@code dev.cnnc.compiler.bytecode.emit}. */
  private static String group(String name) {
    if (!name.startsWith(ROOT)) {
      return name;
    }
    String[] parts = name.substring(ROOT.length()).split("\\.");
    return parts.length == 1 ? parts[0] : parts[0] + "." + parts[1];
  }

  /** Every {@code java.*} package that this JVM's {@code java.base} exports. */
  private static boolean inJavaBase(String name) {
    return ModuleLayer.boot().findModule("java.base").orElseThrow().getPackages().contains(name)
        && name.startsWith("java.");
  }
}
