package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.elaborate.LibraryGradientsTest.Call;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for the gradients of layers, whatever their attributes. */
class RandomAttributesTest {
  private static final int BATCH = 2;

  @Provide
  Arbitrary<Call> linear() {
    return RandomCalls.linear();
  }

  @Provide
  Arbitrary<Call> others() {
    return RandomCalls.others();
  }

  /** {@code ⟨A x, y⟩ = ⟨x, Aᵀ y⟩}: the gradient of a linear layer is its transpose. */
  @Property(tries = 150)
  void gradientsOfLinearLayersAreTheirTransposes(@ForAll("linear") Call call, @ForAll long seed) {
    LayerRun run = new LayerRun(call.layer(), BATCH, true, seed, call.shapes(), call.arguments());
    Value input = run.graph().inputs().get(0);
    Graph gradients =
        Differentiate.gradients(run.graph(), Map.of(run.result(), Seed.INCOMING), List.of(input));
    double[] y = new Random(seed).doubles(run.output().length, -1, 1).toArray();
    Map<String, double[]> given = new HashMap<>(run.given());
    given.put("grad." + run.graph().outputs().keySet().iterator().next(), y);
    double[] transposed =
        GraphInterpreter.run(gradients, BATCH, given).output("grad." + input.name());
    double left = dot(run.output(), y);
    assertEquals(left, dot(run.given(input.name()), transposed), 1e-10 * Math.max(1, norm(y)));
  }

  @Property(tries = 60)
  void gradientsAreThoseOfCentralDifferences(@ForAll("others") Call call) {
    new LibraryGradientsTest().gradientsAreThoseOfCentralDifferences(call);
  }

  /** Scalar and vector code, forward and backward. */
  @Property(tries = 40)
  void classesComputeLinearLayers(@ForAll("linear") Call call) {
    new LibraryCompiledTest().classesComputeWhatTheGraphSays(call);
  }

  @Property(tries = 30)
  void classesComputeTheOthers(@ForAll("others") Call call) {
    new LibraryCompiledTest().classesComputeWhatTheGraphSays(call);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return 10 * Math.sqrt(dot(a, a));
  }
}
