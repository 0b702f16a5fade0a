package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.optimize.Passes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient of every layer's gradient: Hessian times vector is what central differences of the
 * gradient along the vector are, and generated classes compute it. Layers with kinks are smooth
 * where the random numbers fall.
 */
class LibrarySecondDerivativesTest {
  private static final double STEP = 1e-5;
  private static final int BATCH = 2;
  private static final long RANDOM = 17;

  static Stream<LibraryGradientsTest.Call> calls() {
    return LibraryGradientsTest.calls();
  }

  static Stream<LibraryGradientsTest.Call> some() {
    return calls()
        .filter(
            call ->
                List.of("silu", "mish", "softmax", "layernorm", "cross_entropy", "tanh")
                    .contains(call.layer()));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void hessianTimesVector(LibraryGradientsTest.Call call) {
    Derivative first = Derivative.of(call).next();
    Derivative second = first.next();
    first.assertDirectionalDifferencesAre(second);
    Graph optimized =
        Passes.optimize(second.graph, (p, after) -> GraphVerifier.verified(after, p.name()));
    Evaluation expected = second.evaluate(second.given);
    LibraryCompiledTest.compare(optimized, BATCH, 1, second.given, expected);
    LibraryCompiledTest.compare(optimized, BATCH, 16, second.given, expected);
  }

  @ParameterizedTest
  @MethodSource("some")
  void thirdOrder(LibraryGradientsTest.Call call) {
    Derivative second = Derivative.of(call).next().next();
    second.assertDirectionalDifferencesAre(second.next());
  }

  /**
   * A function of all real tensors of a layer, {@code Σ weights · values}, whose gradient is the
   * next such function.
   *
   * @param values what is weighted
   * @param by the tensors by which it is differentiated
   * @param directions for each of {@code by}, the weights of its gradient in the next function
   * @param weights the inputs that hold the weights, by the value they are for
   */
  private record Derivative(
      Graph graph,
      List<Value> values,
      List<Value> by,
      Map<Value, double[]> directions,
      Map<String, double[]> given) {

    static Derivative of(LibraryGradientsTest.Call call) {
      LayerRun run =
          new LayerRun(call.layer(), BATCH, call.training(), 29, call.shapes(), call.arguments());
      Map<String, double[]> given = new HashMap<>(run.given());
      if (call.layer().equals("batchnorm")) {
        given.put("running_var", new double[] {0.5, 2});
      }
      List<Value> by = new ArrayList<>(run.graph().parameters());
      run.graph().inputs().stream().filter(v -> v.type() == ElementType.F32).forEach(by::add);
      Random random = new Random(7);
      Map<Value, double[]> directions = new LinkedHashMap<>();
      by.forEach(v -> directions.put(v, random(given.get(v.name()).length, random)));
      return new Derivative(run.graph(), List.of(run.result()), by, directions, given);
    }

    private static double[] random(int size, Random random) {
      return random.doubles(size, -1, 1).toArray();
    }

    /** The gradient's elements, weighted by the directions. */
    Derivative next() {
      Map<Value, Seed> seeds = new LinkedHashMap<>();
      values.forEach(value -> seeds.put(value, Seed.INCOMING));
      Graph derived =
          GraphVerifier.verified(Differentiate.gradients(graph, seeds, by), "differentiation");
      Map<String, double[]> more = new HashMap<>(given);
      List<Value> before = graph.inputs();
      Evaluation here = evaluate(given);
      List<Value> weights =
          derived.inputs().stream().filter(input -> !before.contains(input)).toList();
      Random random = new Random(11);
      for (Value weight : weights) {
        Value of =
            values.stream()
                .filter(v -> weight.name().equals("grad." + outputName(v)))
                .findFirst()
                .orElseThrow();
        double[] written = new double[here.get(of).length];
        if (directionsOf(of).isEmpty()) {
          written = random(written.length, random);
        }
        for (double[] direction : directionsOf(of)) {
          for (int i = 0; i < written.length; i++) {
            written[i] += direction[i];
          }
        }
        more.put(weight.name(), written);
      }
      List<Value> gradients = new ArrayList<>();
      List<String> names = List.copyOf(derived.outputs().keySet());
      for (String name : names.subList(graph.outputs().size(), names.size())) {
        gradients.add(derived.outputs().get(name));
      }
      return new Derivative(derived, gradients, by, directions, more);
    }

    /** The directions that weight a value; two where it is the gradient by two tensors. */
    private List<double[]> directionsOf(Value value) {
      List<double[]> found = new ArrayList<>();
      for (int i = 0; i < values.size() && values.size() == by.size(); i++) {
        if (values.get(i) == value && graph.outputs().size() > 1) {
          found.add(directions.get(by.get(i)));
        }
      }
      return found;
    }

    private String outputName(Value value) {
      return graph.outputs().entrySet().stream()
          .filter(entry -> entry.getValue() == value)
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow();
    }

    Evaluation evaluate(Map<String, double[]> inputs) {
      return GraphInterpreter.run(graph, BATCH, inputs, RANDOM);
    }

    /** {@code (∇f(x + ε u) - ∇f(x - ε u)) / 2ε = ∇(u · ∇f)(x)} */
    void assertDirectionalDifferencesAre(Derivative next) {
      Evaluation above = evaluate(moved(STEP));
      Evaluation below = evaluate(moved(-STEP));
      Evaluation derived = next.evaluate(next.given);
      for (int v = 0; v < by.size(); v++) {
        double[] high = above.get(values.get(v));
        double[] low = below.get(values.get(v));
        double[] actual = derived.get(next.values.get(v));
        for (int i = 0; i < actual.length; i++) {
          double expected = (high[i] - low[i]) / (2 * STEP);
          double allowed = 1e-6 * Math.max(1, Math.abs(expected));
          assertEquals(expected, actual[i], allowed, by.get(v) + ", " + i);
        }
      }
    }

    private Map<String, double[]> moved(double step) {
      Map<String, double[]> moved = new HashMap<>(given);
      for (Value value : by) {
        double[] elements = given.get(value.name()).clone();
        double[] direction = directions.get(value);
        for (int i = 0; i < elements.length; i++) {
          elements[i] += step * direction[i];
        }
        moved.put(value.name(), elements);
      }
      return moved;
    }
  }
}
