package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws a network as its author thinks of it: one box for each call of a layer. */
public final class DrawLayers {
  private final Map<String, List<Node>> groups = new LinkedHashMap<>();
  private final Map<Value, String> groupOf = new HashMap<>();
  private final Set<Drawing.Arrow> arrows = new LinkedHashSet<>();

  private DrawLayers() {}

  /**
   * @param depth how far to look into layers that are made of layers; 1 shows the calls in the
   *     model's own body
   */
  public static Drawing draw(Graph graph, int depth) {
    return new DrawLayers().run(graph, depth);
  }

  private Drawing run(Graph graph, int depth) {
    for (Node node : graph.nodes()) {
      String group = group(node, depth);
      groupOf.put(node.result(), group);
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(node);
    }
    List<Drawing.Box> boxes = new ArrayList<>();
    groups.forEach((group, nodes) -> boxes.add(box(group, nodes)));
    for (Node node : graph.nodes()) {
      for (Value operand : node.operation().operands()) {
        String from = groupOf.get(operand);
        String to = groupOf.get(node.result());
        if (!from.equals(to)) {
          arrows.add(new Drawing.Arrow(from, to, operand.shape().toString()));
        }
      }
    }
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              String id = "output " + name;
              boxes.add(
                  new Drawing.Box(
                      id, Drawing.Kind.OUTPUT, List.of(name, "output " + value.shape())));
              arrows.add(new Drawing.Arrow(groupOf.get(value), id, value.shape().toString()));
            });
    return new Drawing(graph.name(), boxes, List.copyOf(arrows));
  }

  /** What belongs to no layer is a box of its own. */
  private static String group(Node node, int depth) {
    String path = node.result().origin().layer();
    if (path.isEmpty() || node.operation() instanceof Operation.Input) {
      return "value " + node.result().name();
    }
    int end = -1;
    for (int level = 0; level < depth; level++) {
      end = path.indexOf('.', end + 1);
      if (end < 0) {
        return path;
      }
    }
    return path.substring(0, end);
  }

  private static Drawing.Box box(String group, List<Node> nodes) {
    Node last = nodes.get(nodes.size() - 1);
    Drawing.Kind kind = DrawValues.kind(last);
    if (nodes.size() == 1 && group.startsWith("value ")) {
      return DrawValues.box(last, group);
    }
    List<String> lines = new ArrayList<>();
    lines.add(group);
    long parameters = 0;
    for (Node node : nodes) {
      if (node.operation() instanceof Operation.Parameter) {
        parameters += node.result().shape().size();
      }
    }
    if (parameters > 0) {
      lines.add(String.format(java.util.Locale.ROOT, "%,d parameters", parameters));
    }
    return new Drawing.Box(group, kind == Drawing.Kind.OUTPUT ? kind : Drawing.Kind.LAYER, lines);
  }
}
