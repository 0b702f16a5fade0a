package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Graphs with the origins a script would give them: the layer of a value is its name up to the last
 * dot, and its source text what a map says of that layer.
 */
final class LayersByName {
  private final Map<String, String> sources;
  private final Map<Value, Value> values = new LinkedHashMap<>();

  private LayersByName(Map<String, String> sources) {
    this.sources = sources;
  }

  /**
   * @param text of a graph
   * @param sources the call of each layer as it stands in the script
   */
  static Graph parse(String text, Map<String, String> sources) {
    return new LayersByName(sources).rebuild(GraphParser.parse(text));
  }

  private Graph rebuild(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Value old = node.result();
      Value renewed = new Value(old.name(), old.type(), old.shape(), old.batched(), origin(old));
      values.put(old, renewed);
      nodes.add(new Node(renewed, rebuild(node.operation())));
    }
    Map<String, Value> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, value) -> outputs.put(name, values.get(value)));
    return new Graph(graph.name(), nodes, outputs, Map.of());
  }

  private Origin origin(Value value) {
    String name = value.name().startsWith("grad.") ? value.name().substring(5) : value.name();
    String layer = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    String source = sources.get(layer);
    SourceSpan span =
        source == null
            ? SourceSpan.NONE
            : new SourceSpan(new SourceFile("test.cnn", source), 0, source.length());
    return new Origin(span, layer);
  }

  private Operation rebuild(Operation operation) {
    if (operation instanceof Operation.Reshape reshape) {
      return new Operation.Reshape(values.get(reshape.tensor()));
    } else if (operation instanceof Comprehension c) {
      return new Comprehension(
          c.free(), c.reduction(), c.reduced(), c.overBatch(), rebuild(c.body()));
    } else if (operation instanceof Operation.Scatter scatter) {
      return new Operation.Scatter(scatter.terms().stream().map(this::rebuild).toList());
    }
    return operation;
  }

  private ScatterTerm rebuild(ScatterTerm term) {
    return new ScatterTerm(
        term.indices(), term.overBatch(), rebuild(term.value()), rebuild(term.target()));
  }

  private Scalar rebuild(Scalar scalar) {
    if (scalar instanceof Scalar.Access access) {
      return rebuild(access);
    } else if (scalar instanceof Scalar.Apply apply) {
      return new Scalar.Apply(
          apply.function(), apply.arguments().stream().map(this::rebuild).toList());
    }
    return scalar;
  }

  private Scalar.Access rebuild(Scalar.Access access) {
    return new Scalar.Access(values.get(access.tensor()), rebuild(access.subscripts()));
  }

  private List<Subscript> rebuild(List<Subscript> subscripts) {
    List<Subscript> rebuilt = new ArrayList<>();
    for (Subscript subscript : subscripts) {
      rebuilt.add(
          subscript instanceof Subscript.Lookup lookup
              ? new Subscript.Lookup(rebuild(lookup.position()))
              : subscript);
    }
    return rebuilt;
  }
}
