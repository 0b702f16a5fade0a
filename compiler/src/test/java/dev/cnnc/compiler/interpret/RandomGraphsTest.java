package dev.cnnc.compiler.interpret;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.testing.RandomGraphs;
import dev.cnnc.compiler.testing.RandomTensors;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The random graphs of the tests can all be evaluated, so that no test runs on fewer of them. */
class RandomGraphsTest {
  @Provide
  Arbitrary<Graph> graphs() {
    return Arbitraries.of(RandomGraphs.Kind.class).flatMap(RandomGraphs::graphs);
  }

  @Property(tries = 200)
  void areEvaluatedToNumbers(
      @ForAll("graphs") Graph graph,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll Random random) {
    Map<String, double[]> given = RandomTensors.given(graph, batch, random);
    Evaluation evaluation = GraphInterpreter.run(graph, batch, given, 17L);
    evaluation
        .values()
        .forEach(
            (name, elements) -> {
              for (double element : elements) {
                assertFalse(Double.isNaN(element), name);
              }
            });
  }
}
