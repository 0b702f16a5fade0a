package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
    static final List<Script> SCRIPTS = parse();
    static final Definitions DEFINITIONS = define(SCRIPTS);
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

  /** The library's scripts as syntax trees, in the order of {@link #files}. */
  public static List<Script> scripts() {
    return Loaded.SCRIPTS;
  }

  static Definitions definitions() {
    return Loaded.DEFINITIONS;
  }

  static boolean isPart(SourceFile file) {
    return Loaded.SCRIPTS.stream().anyMatch(script -> script.span().file() == file);
  }

  private static List<Script> parse() {
    Diagnostics diagnostics = new Diagnostics();
    List<Script> scripts = new ArrayList<>();
    for (String file : FILES) {
      scripts.add(Parser.parse(new SourceFile(PREFIX + file, text(file)), diagnostics));
    }
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return List.copyOf(scripts);
  }

  private static Definitions define(List<Script> scripts) {
    Definitions definitions = Definitions.empty();
    for (Script script : scripts) {
      if (!definitions.add(script).isEmpty()) {
        throw new IllegalStateException(
            "a name is defined twice, the second time in " + script.span().file());
      }
    }
    return definitions;
  }
}
