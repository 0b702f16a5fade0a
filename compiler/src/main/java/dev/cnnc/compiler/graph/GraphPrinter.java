package dev.cnnc.compiler.graph;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The text of a graph, one node a line. {@link GraphParser} reads it back; printing that again
 * gives the same text. Only the origins of values are not part of it.
 *
 * <pre>
 * graph lenet
 * image: f32[batch, 1, 28, 28] = input
 * conv2d_1.weight: f32[20, 1, 5, 5] = parameter kaiming_uniform(fan_in = 25)
 * conv2d_1.z: f32[batch, 20, 24, 24] = [k &lt; 20, i &lt; 24, j &lt; 24] sum[c &lt; 1, u &lt; 5, v &lt; 5] conv2d_1.weight[k, c, u, v] * image[c, i + u, j + v]
 * output features = conv2d_1.z
 * </pre>
 */
public final class GraphPrinter {
  private GraphPrinter() {}

  /** The whole graph; the text ends with a line feed. */
  public static String print(Graph graph) {
    StringBuilder text =
        new StringBuilder("graph ").append(Notation.name(graph.name())).append('\n');
    graph.nodes().forEach(node -> text.append(print(node)).append('\n'));
    for (Map.Entry<String, Value> output : graph.outputs().entrySet()) {
      line(text, "output", output.getKey(), output.getValue());
    }
    for (Map.Entry<Value, Value> update : graph.updates().entrySet()) {
      line(text, "update", update.getKey().name(), update.getValue());
    }
    return text.toString();
  }

  /** One node, without a line end. */
  public static String print(Node node) {
    return node.result() + " = " + print(node.operation());
  }

  private static void line(StringBuilder text, String keyword, String name, Value value) {
    text.append(keyword).append(' ').append(Notation.name(name));
    text.append(" = ").append(Notation.name(value.name())).append('\n');
  }

  private static String print(Operation operation) {
    if (operation instanceof Operation.Input) {
      return "input";
    } else if (operation instanceof Operation.Parameter parameter) {
      return "parameter " + print(parameter.initializer());
    } else if (operation instanceof Operation.State state) {
      return "state " + print(state.initializer());
    } else if (operation instanceof Operation.Uniform uniform) {
      return "uniform(" + uniform.stream() + ")";
    } else if (operation instanceof Operation.Constant constant) {
      return constant.values().stream()
          .map(Notation::number)
          .collect(Collectors.joining(", ", "constant(", ")"));
    } else if (operation instanceof Operation.Reshape reshape) {
      return "reshape(" + Notation.name(reshape.tensor().name()) + ")";
    } else if (operation instanceof Operation.Comprehension comprehension) {
      return comprehension.toString();
    } else if (operation instanceof Operation.Scatter scatter) {
      return scatter.toString();
    }
    throw new AssertionError("an operation without a notation: " + operation);
  }

  private static String print(Initializer initializer) {
    StringJoiner arguments = new StringJoiner(", ", "(", ")");
    initializer
        .arguments()
        .forEach(
            (name, value) -> arguments.add(Notation.name(name) + " = " + Notation.number(value)));
    return Notation.name(initializer.name()) + arguments;
  }

  static String print(ElementType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
