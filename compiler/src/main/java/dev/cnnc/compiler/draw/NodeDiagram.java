package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.draw.Diagram.Arrow;
import dev.cnnc.compiler.draw.Diagram.Box;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph node by node, framed by the layers they come from. What a derived graph adds to the
 * forward one stands in frames of its own and in another colour.
 */
public final class NodeDiagram {
  /** A diagram of more nodes than this is better drawn by its layers. */
  public static final int MOST_READABLE = 120;

  private final Graph graph;
  private final Set<String> forward;
  private final Frames frames = new Frames();

  private NodeDiagram(Graph graph, Graph forward) {
    this.graph = graph;
    this.forward =
        forward.nodes().stream().map(node -> node.result().name()).collect(Collectors.toSet());
  }

  /** A graph without a backward part. */
  public static Diagram of(Graph graph) {
    return of(graph, graph);
  }

  /**
   * @param derived the graph to draw
   * @param forward the graph it was derived from: nodes that have no namesake there are drawn as
   *     backward ones
   */
  public static Diagram of(Graph derived, Graph forward) {
    return new NodeDiagram(derived, forward).build();
  }

  private Diagram build() {
    List<Box> boxes = new ArrayList<>();
    Set<Arrow> arrows = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      boxes.add(box(node));
      for (Value operand : node.operation().operands()) {
        String to = node.result().name();
        arrows.add(new Arrow(operand.name(), to, Labels.shape(operand), isBackward(node.result())));
      }
    }
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              String id = "output " + name;
              boxes.add(new Box(id, "", Kind.OUTPUT, name, List.of(Labels.shape(value))));
              arrows.add(new Arrow(value.name(), id, "", isBackward(value)));
            });
    long backward = graph.nodes().stream().filter(node -> isBackward(node.result())).count();
    String subtitle =
        graph.nodes().size()
            + " nodes"
            + (backward == 0 ? "" : ", " + backward + " of them derived");
    return new Diagram(graph.name(), subtitle, frames.all(), boxes, List.copyOf(arrows));
  }

  private boolean isBackward(Value value) {
    return !forward.contains(value.name());
  }

  private Box box(Node node) {
    Value value = node.result();
    String path = value.origin().layer();
    String frame = frames.frame(path, isBackward(value));
    boolean prefixed = !path.isEmpty() && value.name().startsWith(path + ".");
    String title = prefixed ? value.name().substring(path.length() + 1) : value.name();
    List<String> lines = new ArrayList<>();
    if (node.operation() instanceof Operation.Comprehension comprehension) {
      lines.addAll(Labels.wrapped(comprehension.toString()));
    } else {
      String text = GraphPrinter.print(node);
      lines.add(Labels.shortened(text.substring(value.toString().length() + " = ".length())));
    }
    lines.add(Labels.shape(value) + (value.batched() ? "  per example" : ""));
    Kind kind = isBackward(value) ? Kind.BACKWARD : LayerDiagram.kind(List.of(node));
    return new Box(value.name(), frame, kind, title, lines);
  }
}
