package dev.cnnc.compiler.view;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;

/** Draws every value of a graph, with the formula that computes it. */
public final class DrawValues {
  private static final int LONGEST_LINE = 72;

  private DrawValues() {}

  public static Drawing draw(Graph graph) {
    List<Drawing.Box> boxes = new ArrayList<>();
    List<Drawing.Arrow> arrows = new ArrayList<>();
    for (Node node : graph.nodes()) {
      boxes.add(box(node));
      for (Value operand : node.operation().operands()) {
        arrows.add(new Drawing.Arrow(id(operand), id(node.result()), ""));
      }
    }
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              Drawing.Box output = output(name, value);
              boxes.add(output);
              arrows.add(new Drawing.Arrow(id(value), output.id(), ""));
            });
    return new Drawing(graph.name(), boxes, arrows);
  }

  static Drawing.Box box(Node node) {
    return new Drawing.Box(
        id(node.result()),
        kind(node),
        List.of(node.result().toString(), shortened(describe(node.operation()))));
  }

  static Drawing.Box output(String name, Value value) {
    return new Drawing.Box(
        "output " + name, Drawing.Kind.OUTPUT, List.of(name, "output " + value.shape()));
  }

  private static String id(Value value) {
    return "value " + value.name();
  }

  private static Drawing.Kind kind(Node node) {
    if (node.result().name().startsWith("grad.")) {
      return Drawing.Kind.GRADIENT;
    }
    Operation operation = node.operation();
    if (operation instanceof Operation.Input) {
      return Drawing.Kind.INPUT;
    } else if (operation instanceof Operation.Parameter) {
      return Drawing.Kind.PARAMETER;
    } else if (operation instanceof Operation.State) {
      return Drawing.Kind.STATE;
    }
    return Drawing.Kind.LAYER;
  }

  private static String describe(Operation operation) {
    if (operation instanceof Operation.Input) {
      return "input";
    } else if (operation instanceof Operation.Parameter) {
      return "parameter";
    } else if (operation instanceof Operation.State) {
      return "state";
    } else if (operation instanceof Operation.Uniform) {
      return "uniform()";
    } else if (operation instanceof Operation.Reshape reshape) {
      return "reshape of " + reshape.tensor().shape();
    }
    return operation.toString();
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
  }
}
