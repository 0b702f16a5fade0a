package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The standard layers, losses and optimizers, which are written in the language itself and ship
 * with the compiler as scripts.
 */
public final class Library {
  private static final String FOLDER = "/dev/cnnc/library/";
  private static final String PREFIX = "library/";
  private static final List<String> FILES =
      List.of(
          "convolution.cnn",
          "pooling.cnn",
          "dense.cnn",
          "shape.cnn",
          "activation.cnn",
          "normalization.cnn",
          "loss.cnn",
          "optimizer.cnn");

  private static final String LAYER = "layer ";
  private static final String FUNCTION = "function ";

  /**
   * A definition that is read when it is first named: a network names few of them.
   *
   * @param keyword what it begins with: {@code LAYER} or {@code FUNCTION}
   * @param source the lines from the definition's first to the next definition, at the numbers that
   *     they have in the script
   */
  private record Part(String keyword, String name, SourceFile source) {}

  /** Where definitions begin, found once. */
  private static final class Index {
    static final Map<String, Part> PARTS = parts();
    static final Set<SourceFile> SOURCES =
        PARTS.values().stream().map(Part::source).collect(Collectors.toSet());
    static final Map<String, Definition> READ = new ConcurrentHashMap<>();
  }

  private Library() {}

  /** The names of the library's scripts, in the order in which they are best read. */
  public static List<String> files() {
    return FILES;
  }

  /** The text of one of the library's scripts. */
  public static String text(String file) {
    try (InputStream in = Library.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalArgumentException("the library has no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The library's scripts as syntax trees, in the order of {@link #files}: for readers. What is
   * elaborated comes from {@link #layer} and {@link #function}, with source files of its own.
   */
  public static List<Script> scripts() {
    return FILES.stream().map(file -> parse(new SourceFile(PREFIX + file, text(file)))).toList();
  }

  static Optional<Definition.Layer> layer(String name) {
    return definition(LAYER, name).map(Definition.Layer.class::cast);
  }

  static Optional<Definition.Function> function(String name) {
    return definition(FUNCTION, name).map(Definition.Function.class::cast);
  }

  static Set<String> layerNames() {
    return names(LAYER);
  }

  static Set<String> functionNames() {
    return names(FUNCTION);
  }

  /** Whether {@link #layer} or {@link #function} gave a definition. */
  static boolean isPart(Definition definition) {
    return Index.SOURCES.contains(definition.span().file());
  }

  private static Set<String> names(String keyword) {
    return Index.PARTS.values().stream()
        .filter(part -> part.keyword().equals(keyword))
        .map(Part::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<Definition> definition(String keyword, String name) {
    return Optional.ofNullable(Index.PARTS.get(name))
        .filter(part -> part.keyword().equals(keyword))
        .map(part -> Index.READ.computeIfAbsent(name, n -> read(part)));
  }

  private static Definition read(Part part) {
    return parse(part.source()).definitions().get(0);
  }

  private static Script parse(SourceFile source) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(source, diagnostics);
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return script;
  }

  /** Definitions begin at the beginning of a line, and nothing else does with such a word. */
  private static Map<String, Part> parts() {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (String file : FILES) {
      List<String> lines = text(file).lines().toList();
      int first = 0;
      for (int line = 1; line <= lines.size(); line++) {
        if (line == lines.size() || begins(lines.get(line))) {
          if (begins(lines.get(first))) {
            Part part = part(PREFIX + file, lines, first, line);
            if (parts.put(part.name(), part) != null) {
              throw new IllegalStateException(part.name() + " is defined twice, again in " + file);
            }
          }
          first = line;
        }
      }
    }
    return parts;
  }

  private static boolean begins(String line) {
    return line.startsWith(LAYER) || line.startsWith(FUNCTION);
  }

  private static Part part(String file, List<String> lines, int first, int end) {
    String head = lines.get(first);
    String keyword = head.startsWith(LAYER) ? LAYER : FUNCTION;
    String name = head.substring(keyword.length(), head.indexOf('('));
    String text = "\n".repeat(first) + String.join("\n", lines.subList(first, end)) + "\n";
    return new Part(keyword, name, new SourceFile(file, text));
  }
}
