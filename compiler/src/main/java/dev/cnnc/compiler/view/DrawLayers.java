package dev.cnnc.compiler.view;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Draws a network as its author thinks of it: one box for each call of a layer. */
public final class DrawLayers {
  private DrawLayers() {}

  /**
   * @param depth how far to look into layers that are made of layers; 1 shows the calls in the
   *     model's own body
   */
  public static Drawing draw(Graph graph, int depth) {
    Map<Value, String> boxOf = new HashMap<>();
    Map<String, Drawing.Box> boxes = new LinkedHashMap<>();
    Map<String, List<Node>> calls = LayerCalls.group(graph, depth);
    for (Node node : graph.nodes()) {
      String path = LayerCalls.path(node, depth);
      Drawing.Box box =
          path.isEmpty() ? DrawValues.box(node) : box("layer " + path, path, calls.get(path));
      boxOf.put(node.result(), box.id());
      boxes.put(box.id(), box);
    }
    Set<Drawing.Arrow> arrows = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      String to = boxOf.get(node.result());
      for (Value operand : node.operation().operands()) {
        String from = boxOf.get(operand);
        if (!from.equals(to)) {
          arrows.add(new Drawing.Arrow(from, to, operand.shape().toString()));
        }
      }
    }
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              Drawing.Box output = DrawValues.output(name, value);
              boxes.put(output.id(), output);
              arrows.add(
                  new Drawing.Arrow(boxOf.get(value), output.id(), value.shape().toString()));
            });
    return new Drawing(graph.name(), List.copyOf(boxes.values()), List.copyOf(arrows));
  }

  private static Drawing.Box box(String id, String path, List<Node> nodes) {
    List<String> lines = new ArrayList<>();
    lines.add(path);
    long parameters = LayerCalls.parameters(nodes);
    if (parameters > 0) {
      lines.add(String.format(Locale.ROOT, "%,d parameters", parameters));
    }
    return new Drawing.Box(id, Drawing.Kind.LAYER, lines);
  }
}
