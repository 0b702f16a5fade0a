package dev.cnnc.compiler.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A computation: nodes in an order in which every value is computed before it is read, what of it
 * is wanted, and what a step writes back.
 *
 * @param outputs the wanted values, by the name they are asked for
 * @param updates for states and parameters that a step writes: the value that is written
 */
public record Graph(
    String name, List<Node> nodes, Map<String, Value> outputs, Map<Value, Value> updates) {
  public Graph {
    nodes = List.copyOf(nodes);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    Map<String, Value> known = new HashMap<>();
    for (Node node : nodes) {
      Value result = node.result();
      for (Value operand : node.operation().operands()) {
        if (known.get(operand.name()) != operand) {
          throw malformed(operand + " is read before it is computed, in " + node);
        }
      }
      Value same = known.put(result.name(), result);
      if (same == result) {
        throw malformed(result + " is computed twice");
      } else if (same != null) {
        throw malformed("two values are called " + result.name());
      }
    }
    for (Value output : outputs.values()) {
      if (known.get(output.name()) != output) {
        throw malformed("output " + output + " is not computed");
      }
    }
    updates.forEach(
        (target, value) -> {
          if (known.get(target.name()) != target || known.get(value.name()) != value) {
            throw malformed("update of " + target + " is not computed");
          } else if (!target.shape().equals(value.shape())
              || target.type() != value.type()
              || value.batched()) {
            throw malformed("cannot write " + value + " to " + target);
          }
        });
  }

  private static IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException(what);
  }

  /** The same outputs and updates of other nodes: this graph itself if they are its own. */
  public Graph with(List<Node> others) {
    return with(others, outputs, updates);
  }

  /** The graph of the same name with these parts: this graph itself if they are its own. */
  public Graph with(List<Node> others, Map<String, Value> wanted, Map<Value, Value> written) {
    boolean same = same(others, nodes) && wanted.equals(outputs) && written.equals(updates);
    return same ? this : new Graph(name, others, wanted, written);
  }

  private static boolean same(List<Node> a, List<Node> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same = a.get(i) == b.get(i);
    }
    return same;
  }

  /** The nodes whose operation is of one kind, in order. */
  public List<Node> nodes(Class<? extends Operation> kind) {
    List<Node> found = new ArrayList<>();
    for (Node node : nodes) {
      if (kind.isInstance(node.operation())) {
        found.add(node);
      }
    }
    return found;
  }

  public List<Value> parameters() {
    return nodes(Operation.Parameter.class).stream().map(Node::result).toList();
  }

  public List<Value> states() {
    return nodes(Operation.State.class).stream().map(Node::result).toList();
  }

  public List<Value> inputs() {
    return nodes(Operation.Input.class).stream().map(Node::result).toList();
  }

  /** The text that {@link GraphPrinter} gives it. */
  @Override
  public String toString() {
    return GraphPrinter.print(this);
  }
}
