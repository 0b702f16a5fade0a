package dev.cnnc.compiler.view;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Initializer;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a value of a graph as a layer of the language that computes it. Ranges of indices are left
 * out where the language finds them by itself, as in a textbook.
 */
final class LayerText {
  /** What the number of examples in the batch is called. */
  private static final String EXAMPLES = "examples";

  /** Words that a tensor cannot be called by in the language. */
  private static final Set<String> RESERVED =
      Set.of(
          "sum",
          "max",
          "min",
          "mean",
          "prod",
          "count",
          "argmax",
          "argmin",
          "import",
          "layer",
          "model",
          "function",
          "repeat",
          "shared",
          "if",
          "then",
          "else",
          "and",
          "or",
          "not",
          "true",
          "false",
          "batch",
          "training",
          "result",
          EXAMPLES);

  private final Graph graph;
  private final Value result;
  private final Map<Value, Value> renamed = new LinkedHashMap<>();

  private LayerText(Graph graph, Value result) {
    this.graph = graph;
    this.result = result;
    Set<String> taken = new HashSet<>();
    for (Node node : graph.nodes()) {
      renamed.put(node.result(), rename(node.result(), taken));
    }
  }

  /**
   * @param ownsParameters whether parameters are declared in the layer; otherwise they are tensors
   *     that it is given
   */
  static String write(Graph graph, Value result, String layer, boolean ownsParameters) {
    return new LayerText(graph, result).write(layer, ownsParameters);
  }

  /** {@code grad_out} for {@code grad.out} and {@code out.grad}. */
  private static Value rename(Value value, Set<String> taken) {
    String name =
        value.name().replaceAll("^(.*)\\.grad$", "grad.$1").replaceAll("[^A-Za-z0-9_]", "_");
    while (RESERVED.contains(name) || !taken.add(name)) {
      name += "_";
    }
    return new Value(name, value.type(), value.shape(), value.batched(), value.origin());
  }

  private String write(String layer, boolean ownsParameters) {
    List<String> tensors = new ArrayList<>();
    List<String> body = new ArrayList<>();
    for (Node node : needed()) {
      Operation operation = node.operation();
      Value value = renamed.get(node.result());
      if (operation instanceof Operation.Comprehension comprehension) {
        body.add(statement(node.result(), formula(value, comprehension, node.result() == result)));
      } else if (operation instanceof Operation.Reshape reshape) {
        String from = renamed.get(reshape.tensor()).name();
        body.add(statement(node.result(), value.name() + " = " + from + reshapeTo(value)));
      } else if (operation instanceof Operation.Uniform) {
        body.add(statement(node.result(), value.name() + axes(value) + " = uniform()"));
      } else if (operation instanceof Operation.Parameter parameter && ownsParameters) {
        body.add("param " + type(value) + " = " + initializer(parameter.initializer()));
      } else if (operation instanceof Operation.State state && ownsParameters) {
        body.add("state " + type(value) + " = " + initializer(state.initializer()));
      } else {
        tensors.add(type(value));
      }
    }
    if (body.stream().anyMatch(line -> line.contains(EXAMPLES))) {
      body.add(0, countExamples());
    }
    return "layer "
        + layer
        + "("
        + String.join(", ", tensors)
        + ") -> "
        + shape(result)
        + " {\n"
        + body.stream().map(line -> "  " + line + "\n").collect(Collectors.joining())
        + "}\n";
  }

  /** What the result depends on, in order. */
  private List<Node> needed() {
    Set<Value> wanted = new HashSet<>(Set.of(result));
    List<Node> needed = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (wanted.contains(node.result())) {
        needed.add(0, node);
        wanted.addAll(node.operation().operands());
      }
    }
    return needed;
  }

  private String statement(Value value, String text) {
    return value == result ? "output " + text : text;
  }

  /** {@code y[k, i, j] = sum[c, u, v] weight[k, c, u, v] * x[c, i + u, j + v]} */
  private String formula(Value value, Operation.Comprehension formula, boolean rangesDeclared) {
    Scalar body = renamed(formula.body());
    String left =
        formula.free().stream()
            .map(index -> rangesDeclared ? index.name() : index(index, body))
            .collect(Collectors.joining(", ", "[", "]"));
    String reduction = "";
    if (formula.reduction() != Reduction.NONE) {
      List<String> indices = new ArrayList<>(formula.overBatch() ? List.of("batch") : List.of());
      formula.reduced().forEach(index -> indices.add(index(index, body)));
      String name = formula.reduction().name().toLowerCase(Locale.ROOT);
      reduction = name + "[" + String.join(", ", indices) + "] ";
    }
    boolean scalar = formula.free().isEmpty();
    return value.name() + (scalar ? "" : left) + " = " + reduction + text(body);
  }

  /** A tensor without axes is written without brackets. */
  private static String text(Scalar body) {
    return body.toString().replace("[]", "").replace("batch_size()", EXAMPLES);
  }

  /** The language has no name for the size of the batch, but can count. */
  private String countExamples() {
    Value varying =
        needed().stream()
            .map(Node::result)
            .filter(Value::batched)
            .findFirst()
            .map(renamed::get)
            .orElseThrow(() -> new IllegalStateException("nothing varies over the batch"));
    String first = String.join(", ", Collections.nCopies(varying.shape().rank(), "0"));
    String element = first.isEmpty() ? "" : "[" + first + "]";
    return EXAMPLES + " = count[batch] " + varying.name() + element;
  }

  /** The range is left out where the index stands alone on an axis of that extent. */
  private static String index(Index index, Scalar body) {
    boolean[] alone = {false};
    Comprehensions.forEachAccess(
        body,
        access -> {
          for (int axis = 0; axis < access.subscripts().size(); axis++) {
            alone[0] |=
                access.subscripts().get(axis) instanceof Subscript.Position position
                    && position.divisor() == 1
                    && position.numerator().isIndex()
                    && position.numerator().coefficient(index.name()) == 1
                    && access.tensor().shape().extent(axis) == index.extent();
          }
        });
    return alone[0] ? index.name() : index.toString();
  }

  private Scalar renamed(Scalar body) {
    if (body instanceof Scalar.Access access) {
      return renamed(access);
    } else if (body instanceof Scalar.Apply apply) {
      return new Scalar.Apply(
          apply.function(), apply.arguments().stream().map(this::renamed).toList());
    }
    return body;
  }

  private Scalar.Access renamed(Scalar.Access access) {
    List<Subscript> subscripts = new ArrayList<>();
    for (Subscript subscript : access.subscripts()) {
      subscripts.add(
          subscript instanceof Subscript.Lookup lookup
              ? new Subscript.Lookup(renamed(lookup.position()))
              : subscript);
    }
    return new Scalar.Access(renamed.get(access.tensor()), subscripts);
  }

  private static String type(Value value) {
    return value.name() + ": " + shape(value);
  }

  private static String shape(Value value) {
    return (value.type() == ElementType.F32 ? "f32" : "i32") + value.shape();
  }

  private static String reshapeTo(Value value) {
    String extents = value.shape().toString();
    return " |> reshape((" + extents.substring(1, extents.length() - 1) + "))";
  }

  private static String axes(Value value) {
    List<String> axes = new ArrayList<>();
    for (int axis = 0; axis < value.shape().rank(); axis++) {
      axes.add("i" + axis + " < " + value.shape().extent(axis));
    }
    return axes.isEmpty() ? "" : "[" + String.join(", ", axes) + "]";
  }

  private static String initializer(Initializer initializer) {
    return initializer.name()
        + (initializer.arguments().isEmpty()
            ? ""
            : initializer.arguments().entrySet().stream()
                .map(argument -> argument.getKey() + " = " + argument.getValue())
                .collect(Collectors.joining(", ", "(", ")")));
  }
}
