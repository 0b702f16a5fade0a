package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings in the scripts that a script imports: paths are relative to the script that names them.
 */
final class Imports {
  private final Definitions definitions;
  private final Diagnostics diagnostics;
  private final Set<Path> done = new HashSet<>();
  private final List<Script> scripts = new ArrayList<>();
  private final List<Path> open = new ArrayList<>();

  Imports(Definitions definitions, Diagnostics diagnostics) {
    this.definitions = definitions;
    this.diagnostics = diagnostics;
  }

  /** The scripts read, imported ones first. */
  List<Script> scripts() {
    return List.copyOf(scripts);
  }

  /** Adds the definitions of all imported scripts, then the script's own. */
  void addWithImports(Script script) {
    Path own = Path.of(script.span().file().name()).toAbsolutePath().normalize();
    open.add(own);
    for (Definition definition : script.definitions()) {
      if (definition instanceof Definition.Import written) {
        read(written, own);
      }
    }
    open.remove(open.size() - 1);
    scripts.add(script);
    for (Name name : definitions.add(script)) {
      error(Code.DEFINED_TWICE, name.span(), "'" + name.text() + "' is defined twice");
    }
  }

  private void read(Definition.Import written, Path importer) {
    Path path;
    try {
      path = importer.resolveSibling(written.path()).normalize();
    } catch (InvalidPathException e) {
      error(Code.IMPORT, written.span(), "this is not a path: " + e.getReason());
      return;
    }
    if (open.contains(path)) {
      error(
          Code.IMPORT,
          written.span(),
          "this import leads back to " + path.getFileName() + " itself");
      return;
    }
    if (!done.add(path)) {
      return;
    }
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      String name = name(written);
      addWithImports(Parser.parse(new SourceFile(name, text), diagnostics));
    } catch (IOException e) {
      error(Code.IMPORT, written.span(), "cannot read " + name(written));
    }
  }

  /** The imported script as it is called in messages: relative as the importer is. */
  private static String name(Definition.Import written) {
    return Path.of(written.span().file().name())
        .resolveSibling(written.path())
        .normalize()
        .toString();
  }

  private void error(Code code, SourceSpan span, String message) {
    diagnostics.report(Diagnostic.error(code.text(), span, message));
  }
}
