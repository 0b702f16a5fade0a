package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.draw.Diagram.Arrow;
import dev.cnnc.compiler.draw.Diagram.Box;
import dev.cnnc.compiler.draw.LayerBoxes.Group;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network as its author sees it: a box for each call of a layer, a frame around the calls that a
 * layer of the script is composed of, and arrows for the tensors that flow between them. Parameters
 * and states are only counted, unless no single call owns them.
 *
 * <p>Of a derived graph, each call has a second box for what it does in the backward pass, with the
 * gradients that it yields.
 */
public final class LayerDiagram {
  private final Graph graph;
  private final LayerBoxes groups;
  private final Frames frames = new Frames();
  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private final Map<String, Arrow> arrows = new LinkedHashMap<>();
  private final Set<Value> readElsewhere = new HashSet<>();

  private LayerDiagram(Graph graph, Graph forward) {
    this.graph = graph;
    this.groups =
        new LayerBoxes(
            graph,
            forward.nodes().stream().map(node -> node.result().name()).collect(Collectors.toSet()));
  }

  /** A graph without a backward part. */
  public static Diagram of(Graph graph) {
    return of(graph, graph);
  }

  /**
   * @param derived the graph to draw
   * @param forward the graph it was derived from: nodes that have no namesake there belong to the
   *     backward pass
   */
  public static Diagram of(Graph derived, Graph forward) {
    return new LayerDiagram(derived, forward).build();
  }

  private Diagram build() {
    addArrows();
    groups.groups().forEach(group -> boxes.put(group.id(), box(group)));
    graph.outputs().forEach(this::addOutput);
    long layers =
        groups.groups().stream()
            .filter(group -> !group.path().isEmpty() && !group.backward())
            .count();
    long parameters = graph.parameters().stream().mapToLong(value -> value.shape().size()).sum();
    String subtitle =
        (layers == 1 ? "1 layer, " : layers + " layers, ") + Labels.parameters(parameters);
    return new Diagram(
        graph.name(),
        subtitle,
        frames.all(),
        List.copyOf(boxes.values()),
        List.copyOf(arrows.values()));
  }

  private void addArrows() {
    readElsewhere.addAll(graph.outputs().values());
    for (Node node : graph.nodes()) {
      Group to = groups.of(node.result());
      for (Value operand : node.operation().operands()) {
        Group from = groups.of(operand);
        if (from != to) {
          readElsewhere.add(operand);
          // A backward box may read several tensors of another box: one arrow for all of them.
          String each = to.backward() ? "" : operand.name();
          arrows.put(
              from.id() + "\n" + to.id() + "\n" + each,
              new Arrow(from.id(), to.id(), Labels.shape(operand), to.backward()));
        }
      }
    }
  }

  /** The gradients that are outputs stand in the boxes that compute them. */
  private void addOutput(String name, Value value) {
    Group from = groups.of(value);
    if (!from.backward()) {
      String id = "output " + name;
      boxes.put(id, new Box(id, "", Kind.OUTPUT, name, List.of(Labels.shape(value))));
      arrows.put(id, new Arrow(from.id(), id, "", false));
    }
  }

  private Box box(Group group) {
    boolean call = !group.path().isEmpty();
    String frame = frames.frame(group.place(), group.backward());
    String title = Labels.lastPart(call ? group.path() : group.last().name());
    if (group.backward()) {
      return new Box(group.id(), frame, Kind.BACKWARD, title, gradients(group));
    }
    Kind kind = kind(group.nodes());
    List<String> lines = new ArrayList<>();
    String source = Labels.source(group.last().origin());
    if (!source.isEmpty() && kind != Kind.INPUT) {
      lines.add(source);
    }
    long parameters =
        group.nodes().stream()
            .filter(node -> node.operation() instanceof Operation.Parameter)
            .mapToLong(node -> node.result().shape().size())
            .sum();
    String shape = Labels.shape(result(group));
    lines.add(call && parameters > 0 ? shape + "  ·  " + Labels.parameters(parameters) : shape);
    return new Box(group.id(), frame, kind, title, lines);
  }

  /** {@code grad.conv2d_1.weight: 20 × 1 × 5 × 5}, for each gradient that is an output. */
  private List<String> gradients(Group group) {
    List<String> lines = new ArrayList<>();
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              if (groups.of(value) == group) {
                lines.add(name + ": " + Labels.shape(value));
              }
            });
    return lines;
  }

  /** The value of a call that something outside of it reads; the last one. */
  private Value result(Group group) {
    Value result = null;
    for (Node node : group.nodes()) {
      result = readElsewhere.contains(node.result()) ? node.result() : result;
    }
    return result == null ? group.last() : result;
  }

  /** What a call does, told from its nodes: no layer is known by name. */
  static Kind kind(List<Node> nodes) {
    Kind kind = Kind.MOVING;
    for (Node node : nodes) {
      Operation operation = node.operation();
      if (operation instanceof Operation.Input) {
        return Kind.INPUT;
      } else if (operation instanceof Operation.Parameter || operation instanceof Operation.State) {
        return nodes.size() == 1 ? Kind.PARAMETER : Kind.TRAINED;
      } else if (operation instanceof Comprehension comprehension) {
        if (reduces(comprehension)) {
          kind = Kind.REDUCING;
        } else if (kind == Kind.MOVING && !(comprehension.body() instanceof Scalar.Access)) {
          kind = Kind.ELEMENTWISE;
        }
      } else if (operation instanceof Operation.Scatter) {
        kind = Kind.REDUCING;
      } else if (operation instanceof Operation.Uniform) {
        kind = kind == Kind.MOVING ? Kind.ELEMENTWISE : kind;
      }
    }
    return kind;
  }

  /** A sum over no index combines nothing: it is a zero for what was not there. */
  private static boolean reduces(Comprehension comprehension) {
    return comprehension.reduction() != Reduction.NONE
        && (comprehension.overBatch() || !comprehension.reduced().isEmpty());
  }
}
