package dev.cnnc.compiler.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads what {@link GraphPrinter} prints. Empty lines and spaces do not matter. The values read
 * have no origin.
 */
public final class GraphParser {
  private final Map<String, Value> values = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Map<Value, Value> updates = new LinkedHashMap<>();
  private GraphLine line;

  private GraphParser() {}

  /**
   * @throws GraphSyntaxException if the text is not that of a graph, naming the line and column
   */
  public static Graph parse(String text) {
    return new GraphParser().graph(text);
  }

  private Graph graph(String text) {
    String[] lines = text.split("\n", -1);
    String name = null;
    for (int i = 0; i < lines.length; i++) {
      line = new GraphLine(i + 1, lines[i]);
      if (line.isEmpty()) {
        continue;
      } else if (name == null) {
        line.expect("graph");
        name = line.name("the graph's name");
      } else {
        statement();
      }
      line.expectEnd();
    }
    if (name == null) {
      throw line.unexpected("'graph' and its name");
    }
    String graphName = name;
    return checked(() -> new Graph(graphName, nodes, outputs, updates));
  }

  private void statement() {
    if (line.sees(1, ":")) {
      node();
    } else if (line.accept("output")) {
      String name = line.name("the output's name");
      line.expect("=");
      outputs.put(name, scalars().value());
    } else if (line.accept("update")) {
      Value target = scalars().value();
      line.expect("=");
      updates.put(target, scalars().value());
    } else {
      throw line.unexpected("'NAME: TYPE = …', 'output NAME = …' or 'update NAME = …'");
    }
  }

  private ScalarParser scalars() {
    return new ScalarParser(line, values);
  }

  private void node() {
    Value result = declaration();
    line.expect("=");
    Operation operation = checked(this::operation);
    nodes.add(checked(() -> new Node(result, operation)));
    if (values.put(result.name(), result) != null) {
      throw line.error("a second value is called " + result.name());
    }
  }

  /** {@code name: f32[batch, 20, 24]} */
  private Value declaration() {
    String name = line.name("the value's name");
    line.expect(":");
    ElementType type = line.accept("i32") ? ElementType.I32 : ElementType.F32;
    if (type == ElementType.F32) {
      line.expect("f32");
    }
    line.expect("[");
    boolean batched = line.accept("batch");
    List<Integer> extents = new ArrayList<>();
    while (!line.accept("]")) {
      if (batched || !extents.isEmpty()) {
        line.expect(",");
      }
      extents.add(line.integer("an extent"));
    }
    return checked(() -> new Value(name, type, new Shape(extents), batched, Origin.NONE));
  }

  private Operation operation() {
    if (line.accept("[")) {
      return comprehension();
    } else if (line.accept("input")) {
      return new Operation.Input();
    } else if (line.accept("parameter")) {
      return new Operation.Parameter(initializer());
    } else if (line.accept("state")) {
      return new Operation.State(initializer());
    } else if (line.accept("uniform")) {
      line.expect("(");
      int stream = line.integer("the number of a stream");
      line.expect(")");
      return new Operation.Uniform(stream);
    } else if (line.accept("constant")) {
      return constant();
    } else if (line.accept("reshape")) {
      line.expect("(");
      Value tensor = scalars().value();
      line.expect(")");
      return new Operation.Reshape(tensor);
    } else if (line.accept("scatter")) {
      return scatter();
    }
    throw line.unexpected("an operation");
  }

  /** {@code constant(0.5, -1, 2)}, after the word. */
  private Operation constant() {
    List<Double> values = new ArrayList<>();
    line.expect("(");
    while (!line.accept(")")) {
      if (!values.isEmpty()) {
        line.expect(",");
      }
      values.add(number("the elements of a constant"));
    }
    return new Operation.Constant(values);
  }

  private double number(String what) {
    Scalar value = scalars().scalar();
    if (value instanceof Scalar.Constant constant) {
      return constant.value();
    }
    throw line.error(what + " are numbers, found " + value);
  }

  /** {@code kaiming_uniform(fan_in = 25)} */
  private Initializer initializer() {
    String name = line.name("an initializer");
    SortedMap<String, Double> arguments = new TreeMap<>();
    line.expect("(");
    while (!line.accept(")")) {
      if (!arguments.isEmpty()) {
        line.expect(",");
      }
      String argument = line.name("an argument's name");
      line.expect("=");
      arguments.put(argument, number("an initializer's arguments"));
    }
    return new Initializer(name, arguments);
  }

  /** What follows the opening bracket of the free indices. */
  private Operation comprehension() {
    List<Index> free = indices(false);
    Reduction reduction =
        Arrays.stream(Reduction.values())
            .filter(r -> r != Reduction.NONE)
            .filter(r -> line.sees(r.name().toLowerCase(Locale.ROOT)) && line.sees(1, "["))
            .findFirst()
            .orElse(Reduction.NONE);
    if (reduction == Reduction.NONE) {
      Scalar body = scalars().scalar();
      return new Operation.Comprehension(free, reduction, List.of(), false, body);
    }
    line.name("a reduction");
    line.expect("[");
    boolean overBatch = !line.sees(1, "<") && line.accept("batch");
    List<Index> reduced = indices(overBatch);
    Scalar body = scalars().scalar();
    return new Operation.Comprehension(free, reduction, reduced, overBatch, body);
  }

  /** {@code [batch, t < 8] y[t] to [token[t]]}, further ones after {@code and} */
  private Operation scatter() {
    List<ScatterTerm> terms = new ArrayList<>();
    do {
      line.expect("[");
      boolean overBatch = !line.sees(1, "<") && line.accept("batch");
      List<Index> indices = indices(overBatch);
      Scalar.Access value = scalars().access();
      line.expect("to");
      line.expect("[");
      terms.add(new ScatterTerm(indices, overBatch, value, scalars().subscripts()));
    } while (line.accept("and"));
    return new Operation.Scatter(terms);
  }

  /** {@code i < 24, j < 24]} */
  private List<Index> indices(boolean afterAnother) {
    List<Index> indices = new ArrayList<>();
    while (!line.accept("]")) {
      if (afterAnother || !indices.isEmpty()) {
        line.expect(",");
      }
      String name = line.name("an index");
      line.expect("<");
      indices.add(new Index(name, line.integer("an extent")));
    }
    return indices;
  }

  /** Gives what a constructor refuses its place in the text. */
  private <T> T checked(Supplier<T> construction) {
    try {
      return construction.get();
    } catch (GraphSyntaxException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw line.error(e.getMessage());
    }
  }
}
