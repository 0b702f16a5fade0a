package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which nodes of a graph are drawn as one box. */
final class LayerBoxes {
  /**
   * A box to be.
   *
   * @param path the call it stands for; empty for what stands between calls
   * @param place the path of calls around it
   */
  record Group(String id, String path, String place, boolean backward, List<Node> nodes) {
    Value last() {
      return nodes.get(nodes.size() - 1).result();
    }
  }

  /** What stands between calls belongs together if it was written in one place. */
  private record Statement(Origin origin, boolean backward) {}

  private final Set<String> forward;
  private final Set<String> composite = new HashSet<>();
  private final Map<Statement, String> statements = new HashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<Value, Group> groupOf = new HashMap<>();

  /**
   * @param forward the names of the values of the forward pass
   */
  LayerBoxes(Graph graph, Set<String> forward) {
    this.forward = forward;
    findComposite(graph);
    for (Node node : graph.nodes()) {
      Group group = group(node.result());
      group.nodes().add(node);
      groupOf.put(node.result(), group);
    }
  }

  /** In the order of their first nodes. */
  List<Group> groups() {
    return List.copyOf(groups.values());
  }

  Group of(Value value) {
    return groupOf.get(value);
  }

  /**
   * The calls that are drawn as frames: all that lead to different places of the script. What a
   * layer of the library does inside has the place of its call, and stays inside of its box.
   */
  private void findComposite(Graph graph) {
    Map<String, Set<SourceSpan>> places = new HashMap<>();
    Set<String> outer = new HashSet<>();
    for (Node node : graph.nodes()) {
      Origin origin = node.result().origin();
      for (String path = origin.layer(); !path.isEmpty(); path = Labels.parent(path)) {
        places.computeIfAbsent(path, p -> new HashSet<>()).add(origin.span());
        outer.add(Labels.parent(path));
      }
    }
    outer.remove("");
    outer.stream().filter(path -> places.get(path).size() > 1).forEach(composite::add);
  }

  private Group group(Value value) {
    boolean backward = !forward.contains(value.name());
    String pass = backward ? Frames.BACKWARD : "";
    String call = call(value.origin());
    if (!call.isEmpty()) {
      return group(pass + call, call, Labels.parent(call), backward);
    }
    String id = pass + "value " + value.name();
    if (value.origin().span() != SourceSpan.NONE) {
      id =
          statements.computeIfAbsent(
              new Statement(value.origin(), backward), s -> pass + "value " + value.name());
    }
    return group(id, "", value.origin().layer(), backward);
  }

  private Group group(String id, String path, String place, boolean backward) {
    return groups.computeIfAbsent(id, i -> new Group(i, path, place, backward, new ArrayList<>()));
  }

  /** The outermost call that is not a frame; empty between calls. */
  private String call(Origin origin) {
    String call = "";
    for (String path = origin.layer(); !path.isEmpty(); path = Labels.parent(path)) {
      call = composite.contains(path) ? call : path;
    }
    return call;
  }
}
