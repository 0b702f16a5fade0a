package dev.cnnc.compiler.testing;

import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import java.util.Map;

/** Graphs of scripts. */
public final class Scripts {
  private Scripts() {}

  /**
   * The graph of a script's model, before any pass.
   *
   * @throws dev.cnnc.grammar.diagnostic.CompilationException if the script has errors
   */
  public static Graph graph(String script, String model, boolean training) {
    Diagnostics diagnostics = new Diagnostics();
    SourceFile file = new SourceFile("test.cnn", script);
    Elaborator elaborator = new Elaborator(Parser.parse(file, diagnostics), diagnostics);
    Graph graph = elaborator.model(model, Map.of(), training).graph();
    return GraphVerifier.verified(graph, "elaboration");
  }
}
