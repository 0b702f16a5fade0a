package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.draw.Diagram.Arrow;
import dev.cnnc.compiler.draw.Diagram.Box;
import dev.cnnc.compiler.draw.Diagram.Frame;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network as its author sees it: a box for each call of a layer, a frame around the calls that a
 * layer is composed of, and arrows for the tensors that flow between them. Parameters and states
 * are only counted, unless no single call owns them.
 */
public final class LayerDiagram {
  private final Graph graph;
  private final Set<String> composite = new TreeSet<>();
  private final Map<String, List<Node>> boxes = new LinkedHashMap<>();
  private final Map<Value, String> boxOf = new LinkedHashMap<>();

  private LayerDiagram(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      String path = node.result().origin().layer();
      for (String outer = Labels.parent(path); !outer.isEmpty(); outer = Labels.parent(outer)) {
        composite.add(outer);
      }
    }
    for (Node node : graph.nodes()) {
      String box = box(node.result());
      boxes.computeIfAbsent(box, b -> new ArrayList<>()).add(node);
      boxOf.put(node.result(), box);
    }
  }

  public static Diagram of(Graph graph) {
    return new LayerDiagram(graph).build();
  }

  /** A call without inner calls is one box; what stands between calls is a box for itself. */
  private String box(Value value) {
    String layer = value.origin().layer();
    return layer.isEmpty() || composite.contains(layer) ? "value " + value.name() : layer;
  }

  private Diagram build() {
    List<Frame> frames =
        composite.stream()
            .map(path -> new Frame(path, Labels.parent(path), frameTitle(path)))
            .toList();
    List<Box> drawn = new ArrayList<>();
    boxes.forEach((id, nodes) -> drawn.add(box(id, nodes)));
    Set<Arrow> arrows = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      String to = boxOf.get(node.result());
      for (Value operand : node.operation().operands()) {
        String from = boxOf.get(operand);
        if (!from.equals(to)) {
          arrows.add(new Arrow(from, to, Labels.shape(operand), false));
        }
      }
    }
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              String id = "output " + name;
              drawn.add(new Box(id, "", Kind.OUTPUT, name, List.of(Labels.shape(value))));
              arrows.add(new Arrow(boxOf.get(value), id, "", false));
            });
    long layers = boxes.keySet().stream().filter(id -> !id.startsWith("value ")).count();
    String subtitle =
        (layers == 1 ? "1 layer, " : layers + " layers, ")
            + Labels.parameters(graph.parameters().stream().mapToLong(LayerDiagram::size).sum());
    return new Diagram(graph.name(), subtitle, frames, drawn, List.copyOf(arrows));
  }

  private static long size(Value value) {
    return value.shape().size();
  }

  private Box box(String id, List<Node> nodes) {
    Value result = nodes.get(nodes.size() - 1).result();
    Origin origin = result.origin();
    boolean call = id.equals(origin.layer());
    String frame = call ? Labels.parent(id) : origin.layer();
    List<String> lines = new ArrayList<>();
    String source = Labels.source(origin);
    // In a composed layer every value may point at the one call in the model; its frame says it.
    if (!source.isEmpty() && !(composite.contains(frame) && common(frame) != null)) {
      lines.add(source);
    }
    long parameters =
        nodes.stream()
            .filter(node -> node.operation() instanceof Operation.Parameter)
            .mapToLong(node -> size(node.result()))
            .sum();
    String shape = Labels.shape(result(nodes));
    lines.add(call && parameters > 0 ? shape + "  ·  " + Labels.parameters(parameters) : shape);
    return new Box(id, frame, kind(nodes), Labels.lastPart(call ? id : result.name()), lines);
  }

  /** The value of a call that something outside of it reads; the last one. */
  private Value result(List<Node> nodes) {
    Set<Value> own = new LinkedHashSet<>(nodes.stream().map(Node::result).toList());
    Set<Value> readElsewhere = new LinkedHashSet<>(graph.outputs().values());
    for (Node node : graph.nodes()) {
      if (!own.contains(node.result())) {
        readElsewhere.addAll(node.operation().operands());
      }
    }
    Value last = nodes.get(nodes.size() - 1).result();
    for (Value value : own) {
      last = readElsewhere.contains(value) ? value : last;
    }
    return last;
  }

  private String frameTitle(String path) {
    String common = common(path);
    return Labels.lastPart(path) + (common == null ? "" : "  ·  " + common);
  }

  /** The source text that all values of a composed layer share; null if they do not. */
  private String common(String path) {
    Set<String> texts = new LinkedHashSet<>();
    Set<Object> spans = new LinkedHashSet<>();
    for (Value value : boxOf.keySet()) {
      if ((value.origin().layer() + ".").startsWith(path + ".")) {
        spans.add(value.origin().span());
        texts.add(Labels.source(value.origin()));
      }
    }
    String text = texts.iterator().next();
    return spans.size() == 1 && !text.isEmpty() ? text : null;
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
