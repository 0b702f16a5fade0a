package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  /** Read once, when first needed. */
  private static final class Loaded {
    static final Set<SourceFile> SOURCES = new HashSet<>();
    static final Definitions DEFINITIONS = load(SOURCES);
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

  static Definitions definitions() {
    return Loaded.DEFINITIONS;
  }

  static boolean isPart(SourceFile file) {
    return Loaded.SOURCES.contains(file);
  }

  private static Definitions load(Set<SourceFile> sources) {
    Diagnostics diagnostics = new Diagnostics();
    Definitions definitions = Definitions.empty();
    for (String file : FILES) {
      SourceFile source = new SourceFile(PREFIX + file, text(file));
      sources.add(source);
      if (!definitions.add(Parser.parse(source, diagnostics)).isEmpty()) {
        throw new IllegalStateException("a name is defined twice, the second time in " + file);
      }
    }
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return definitions;
  }
}
