package dev.cnnc.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.testing.Choices;
import dev.cnnc.compiler.testing.RandomGraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GraphTextTest {
  private static final String LENET =
      """
      graph lenet
      image: f32[batch, 1, 28, 28] = input
      label: i32[batch] = input
      conv2d_1.weight: f32[20, 1, 5, 5] = parameter kaiming_uniform(fan_in = 25)
      noise: f32[batch, 20] = uniform(3)
      conv2d_1.z: f32[batch, 20, 24, 24] = [k < 20, i < 24, j < 24] sum[c < 1, u < 5, v < 5] conv2d_1.weight[k, c, u, v] * image[c, i + u, j + v]
      flat: f32[batch, 11520] = reshape(conv2d_1.z)
      picked: f32[batch] = [] -flat[label[]] / (1 + noise[0])
      loss: f32[] = [] sum[batch] picked[] / batch_size()
      output loss = loss
      """;

  @Provide
  Arbitrary<Graph> graphs() {
    return RandomGraphs.graphs(RandomGraphs.Kind.ANY);
  }

  @Property(tries = 200)
  void printParsePrintIsTheIdentity(@ForAll("graphs") Graph graph) {
    String text = GraphPrinter.print(graph);
    assertEquals(text, GraphPrinter.print(GraphParser.parse(text)));
  }

  @Test
  void readsAndPrintsWhatPeopleWrite() {
    Graph graph = GraphParser.parse(LENET);
    assertEquals(LENET, GraphPrinter.print(graph));
    assertEquals(8, graph.nodes().size());
    assertEquals(List.of("conv2d_1.weight"), graph.parameters().stream().map(Value::name).toList());
  }

  /** Any tree at all, of any functions and constants: what is read back is the same tree. */
  @Property(tries = 500)
  void bodiesAreReadBackAsTheSameTree(@ForAll("choices") Choices choices) {
    Value x = new Value("x", ElementType.F32, Shape.of(3), false, Origin.NONE);
    Scalar body = anyScalar(choices, x, 4);
    String text = body.toString();
    GraphLine line = new GraphLine(1, text);
    assertEquals(body, new ScalarParser(line, Map.of("x", x)).scalar(), text);
    line.expectEnd();
  }

  @Provide
  Arbitrary<Choices> choices() {
    return Choices.choices();
  }

  private static Scalar anyScalar(Choices choices, Value x, int depth) {
    if (depth > 0 && !choices.oneIn(5)) {
      ScalarFunction function = choices.of(List.of(ScalarFunction.values()));
      List<Scalar> arguments = new ArrayList<>();
      for (int i = 0; i < function.arity(); i++) {
        arguments.add(anyScalar(choices, x, depth - 1));
      }
      return new Scalar.Apply(function, arguments);
    }
    Affine affine =
        Affine.index("i").times(choices.between(0, 4) - 2).plus(choices.between(0, 4) - 2);
    affine = affine.plus(Affine.index("u").times(choices.between(0, 2) - 1));
    return switch (choices.below(5)) {
      case 0 ->
          new Scalar.Access(x, List.of(new Subscript.Position(affine, choices.between(1, 2))));
      case 1 -> new Scalar.IndexValue(affine);
      case 2 -> Scalar.constant(choices.between(0, 10) - 5);
      case 3 -> new Scalar.BatchSize();
      default ->
          Scalar.constant(
              choices.of(
                  List.of(
                      -0.0,
                      Double.NaN,
                      Double.POSITIVE_INFINITY,
                      Double.NEGATIVE_INFINITY,
                      Double.MIN_VALUE,
                      -Double.MAX_VALUE)));
    };
  }

  @Property(tries = 300)
  void numbersAreReadBackExactly(@ForAll double number) {
    Scalar constant = Scalar.constant(number);
    assertEquals(
        constant, new ScalarParser(new GraphLine(1, constant.toString()), Map.of()).scalar());
  }

  @Property(tries = 300)
  void namesAreReadBackExactly(@ForAll("names") String name, @ForAll("names") String index) {
    Value value = new Value(name, ElementType.F32, Shape.of(2), false, Origin.NONE);
    Node node =
        new Node(
            value,
            new Operation.Parameter(new Initializer(name, new TreeMap<>(Map.of(name, 1.5)))));
    Value result = new Value(name + "!", ElementType.F32, Shape.of(2), false, Origin.NONE);
    Affine position = Affine.index(index);
    Scalar body =
        Scalar.apply(
            ScalarFunction.ADD,
            new Scalar.Access(value, List.of(new Subscript.Position(position))),
            new Scalar.IndexValue(position));
    Operation sum =
        new Operation.Comprehension(
            List.of(new Index(index, 2)), Reduction.NONE, List.of(), false, body);
    Graph graph =
        new Graph(name, List.of(node, new Node(result, sum)), Map.of(name, value), Map.of());
    Graph read = GraphParser.parse(GraphPrinter.print(graph));
    assertEquals(GraphPrinter.print(graph), GraphPrinter.print(read));
    assertEquals(name, read.nodes().get(0).result().name());
    assertEquals(name, read.name());
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "sum", "max", "if", "index", "batch", "output", "a.b'", "∂L", "", "`\\", "é"),
        Arbitraries.strings().ofMaxLength(6));
  }

  @Test
  void errorsNameTheirPlace() {
    assertEquals("line 1, column 1: expected 'graph', found 'grap'", error("grap x"));
    assertEquals(
        "line 3, column 13: expected an operation, found 'inptu'",
        error("graph g\n\nx: f32[3] = inptu"));
    assertEquals(
        "line 2, column 21: expected the name of a value of an earlier line, found 'y'",
        error("graph g\nx: f32[3] = [i < 3] y[i]"));
    assertEquals(
        "line 3, column 25: expected a function, found 'foo'",
        error("graph g\nx: f32[3] = input\ny: f32[3] = [i < 3] 1 + foo(x[i])"));
    assertEquals(
        "line 3, column 25: index j is not bound",
        error("graph g\nx: f32[3] = input\ny: f32[3] = [i < 3] x[j]"));
    assertTrue(error("graph g\nx: f32[0] = input").startsWith("line 2, column 11: an axis needs"));
    assertEquals(
        "line 2, column 1: a name without its closing backquote", error("graph g\n`x: f32"));
    assertEquals(
        "line 1, column 1: expected 'graph' and its name, found the end of the line", error(""));
  }

  private static String error(String text) {
    return assertThrows(GraphSyntaxException.class, () -> GraphParser.parse(text)).getMessage();
  }
}
