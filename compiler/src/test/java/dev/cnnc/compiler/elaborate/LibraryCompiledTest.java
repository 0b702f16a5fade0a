package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.testing.GeneratedRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer of the library, forward and backward, through all stages: generated classes compute
 * what the interpreter of graphs does.
 */
class LibraryCompiledTest {
  private static final int BATCH = 3;
  private static final long RANDOM = 17;

  static Stream<LibraryGradientsTest.Call> calls() {
    return LibraryGradientsTest.calls();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void classesComputeWhatTheGraphSays(LibraryGradientsTest.Call call) {
    LayerRun run =
        new LayerRun(call.layer(), BATCH, call.training(), 29, call.shapes(), call.arguments());
    Map<String, double[]> given = new HashMap<>(run.given());
    if (call.layer().equals("batchnorm")) {
      given.put("running_var", new double[] {0.5, 2});
    }
    List<Value> wanted = new ArrayList<>(run.graph().parameters());
    run.graph().inputs().stream()
        .filter(input -> input.type() == ElementType.F32)
        .forEach(wanted::add);
    Graph graph = Differentiate.gradients(run.graph(), Map.of(run.result(), Seed.INCOMING), wanted);
    String seed = "grad." + run.graph().outputs().keySet().iterator().next();
    given.put(seed, new Random(5).doubles(run.output().length, -1, 1).toArray());
    Evaluation expected = GraphInterpreter.run(graph, BATCH, given, RANDOM);
    Graph optimized =
        Passes.optimize(graph, (pass, after) -> GraphVerifier.verified(after, pass.name()));
    for (int lanes : new int[] {1, 16}) {
      compare(optimized, BATCH, lanes, given, expected);
    }
  }

  /** Runs a graph's generated classes, and compares all outputs. */
  static void compare(
      Graph graph, int batch, int lanes, Map<String, double[]> given, Evaluation expected) {
    Map<String, float[]> results = GeneratedRun.run(graph, batch, lanes, given, RANDOM);
    assertFalse(results.isEmpty());
    results.forEach((name, actual) -> assertClose(name, expected.output(name), actual));
  }

  private static void assertClose(String name, double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < actual.length; i++) {
      double allowed = 2e-4 * Math.max(1, Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], allowed, name + ", " + i);
    }
  }
}
