package dev.cnnc.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.Choices;
import dev.cnnc.compiler.testing.RandomGraphs;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GraphVerifierTest {
  @Provide
  Arbitrary<Graph> graphs() {
    return Arbitraries.of(RandomGraphs.Kind.class).flatMap(RandomGraphs::graphs);
  }

  @Property(tries = 100)
  void soundGraphsPass(@ForAll("graphs") Graph graph) {
    assertEquals(List.of(), GraphVerifier.problems(graph));
  }

  @Provide
  Arbitrary<Choices> choices() {
    return Choices.choices();
  }

  /** Reads without a reduction are refused exactly if one of them falls outside. */
  @Property(tries = 300)
  void refusesExactlyTheReadsThatFallOutside(@ForAll("choices") Choices choices) {
    int extent = choices.between(1, 6);
    Affine position =
        Affine.index("i")
            .times(choices.between(0, 4) - 2)
            .plus(Affine.index("j").times(choices.between(0, 6) - 3))
            .plus(choices.between(0, 8) - 2);
    Subscript subscript = new Subscript.Position(position, choices.between(1, 3));
    Value x = new Value("x", ElementType.F32, Shape.of(extent), false, Origin.NONE);
    Value y = new Value("y", ElementType.F32, Shape.of(2, 3), false, Origin.NONE);
    Operation read =
        new Operation.Comprehension(
            List.of(new Index("i", 2), new Index("j", 3)),
            Reduction.NONE,
            List.of(),
            false,
            new Scalar.Access(x, List.of(subscript)));
    Graph graph =
        new Graph(
            "g",
            List.of(new Node(x, new Operation.Input()), new Node(y, read)),
            Map.of("y", y),
            Map.of());
    Map<String, double[]> given = Map.of("x", new double[extent]);
    if (GraphVerifier.problems(graph).isEmpty()) {
      assertDoesNotThrow(() -> GraphInterpreter.run(graph, 1, given));
    } else {
      assertThrows(IndexOutOfBoundsException.class, () -> GraphInterpreter.run(graph, 1, given));
    }
  }

  @Test
  void messagesSayWhatAndWhere() {
    assertEquals(
        "y: x[i + 1] reads axis 0 of x: f32[4] at 1 to 4, outside of it, without a reduction",
        problem("y: f32[4] = [i < 4] x[i + 1]"));
    assertEquals(
        "y: x[i/2] reads axis 0 of x: f32[4] between two places, without a reduction",
        problem("y: f32[4] = [i < 4] x[i/2]"));
    assertEquals(
        "y: x[4000*i - 3] reads axis 0 of x: f32[4] at -3 to 3999995997, which no int holds",
        problem("y: f32[1000000] = [i < 1000000] sum[] x[4000*i - 3]"));
    assertEquals(
        "y: a float cannot number 20000000 terms exactly",
        problem("y: f32[] = [] argmax[u < 20000000] x[0]"));
    assertEquals(
        "y: an example has more elements than an array can hold",
        problem("y: f32[100000, 100000, 100000, 100000, 100000] = input"));
    assertEquals(
        "p: a parameter or state is f32 and the same for all examples",
        problem("p: f32[batch, 3] = parameter zeros()"));
    assertEquals(
        "p: a parameter or state is f32 and the same for all examples",
        problem("p: i32[3] = state zeros()"));
    assertEquals(
        "p: random numbers are f32, from a stream that is not negative",
        problem("p: f32[3] = uniform(-1)"));
    assertEquals(
        "update of x: f32[4]: only parameters and states can be written", problem("update x = x"));
  }

  @Test
  void namesThePassThatBrokeTheGraph() {
    Graph graph = GraphParser.parse("graph g\nx: f32[4] = input\nupdate x = x\n");
    String message =
        assertThrows(
                IllegalStateException.class, () -> GraphVerifier.verified(graph, "FuseConsumers"))
            .getMessage();
    assertTrue(message.startsWith("after FuseConsumers, graph g is malformed"), message);
  }

  private static String problem(String line) {
    Graph graph = GraphParser.parse("graph g\nx: f32[4] = input\n" + line + "\n");
    List<String> problems = GraphVerifier.problems(graph);
    assertEquals(1, problems.size(), problems.toString());
    return problems.get(0);
  }
}
