package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.tree.Expression;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Optimizers over several steps against the loops in PyTorch's documentation. */
class OptimizerTest {
  private static final int SIZE = 3;
  private static final int STEPS = 5;

  /** What one element of a parameter becomes, step by step. */
  private interface Reference {
    double step(double weight, double gradient, double factor);
  }

  private static Graph update(String optimizer) {
    String model = "model M { input x: f32[3]\n output y = x |> linear(1, bias = false) }";
    Elaborator elaborator = Scripts.elaborator(model);
    Graph graph = elaborator.model("M", Map.of(), true).graph();
    return elaborator.update(graph, (Expression.Call) Parser.parseExpression(optimizer));
  }

  private static void compare(String optimizer, long seed, Reference[] references) {
    Graph graph = update(optimizer);
    Random random = new Random(seed);
    Map<String, double[]> given = new HashMap<>();
    for (Value state : graph.states()) {
      given.put(state.name(), new double[(int) state.shape().size()]);
    }
    double[] weights = random.doubles(SIZE, -1, 1).toArray();
    for (int step = 0; step < STEPS; step++) {
      double[] gradient = random.doubles(SIZE, -1, 1).toArray();
      double factor = random.nextDouble();
      given.put("linear_1.weight", weights);
      given.put("grad.linear_1.weight", gradient);
      given.put("factor", new double[] {factor});
      Evaluation evaluation = GraphInterpreter.run(graph, 1, given);
      double[] expected = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        expected[i] = references[i].step(weights[i], gradient[i], factor);
      }
      given.putAll(evaluation.updates());
      weights = evaluation.updates().get("linear_1.weight");
      assertArrayEquals(expected, weights, 1e-12, optimizer + ", step " + step);
    }
  }

  @Property(tries = 20)
  void sgd(
      @ForAll @IntRange(min = 0, max = 1) int momentumTenths,
      @ForAll boolean nesterov,
      @ForAll @IntRange(min = 0, max = 2) int decayTenths,
      @ForAll long seed) {
    double momentum = 0.9 * momentumTenths;
    double decay = decayTenths / 10.0;
    boolean nesterovMomentum = nesterov && momentum > 0;
    Reference[] references = new Reference[SIZE];
    for (int i = 0; i < SIZE; i++) {
      references[i] =
          new Reference() {
            private double buffer;
            private boolean first = true;

            @Override
            public double step(double weight, double gradient, double factor) {
              double g = gradient + decay * weight;
              if (momentum != 0) {
                buffer = first ? g : momentum * buffer + g;
                first = false;
                g = nesterovMomentum ? g + momentum * buffer : buffer;
              }
              return weight - 0.1 * factor * g;
            }
          };
    }
    compare(
        "sgd(0.1, momentum = "
            + momentum
            + ", nesterov = "
            + nesterovMomentum
            + ", weight_decay = "
            + decay
            + ")",
        seed,
        references);
  }

  @Property(tries = 20)
  void adam(@ForAll @IntRange(min = 0, max = 2) int decayTenths, @ForAll long seed) {
    double decay = decayTenths / 10.0;
    Reference[] references = new Reference[SIZE];
    for (int i = 0; i < SIZE; i++) {
      references[i] =
          new Reference() {
            private double mean;
            private double square;
            private int steps;

            @Override
            public double step(double weight, double gradient, double factor) {
              double g = gradient + decay * weight;
              steps++;
              mean = 0.8 * mean + 0.2 * g;
              square = 0.99 * square + 0.01 * g * g;
              double corrected = mean / (1 - Math.pow(0.8, steps));
              double root = Math.sqrt(square / (1 - Math.pow(0.99, steps)));
              return weight - 0.05 * factor * corrected / (root + 1e-8);
            }
          };
    }
    compare(
        "adam(lr = 0.05, beta1 = 0.8, beta2 = 0.99, weight_decay = " + decay + ")",
        seed,
        references);
  }

  @Test
  void statesAreKeptUnderTheParametersName() {
    assertEquals(
        "[optimizer.linear_1.weight.velocity: f32[1, 3]]",
        update("sgd(0.1, momentum = 0.9)").states().toString());
  }
}
