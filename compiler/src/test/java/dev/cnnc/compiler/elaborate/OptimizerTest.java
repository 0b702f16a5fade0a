package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.runtime.network.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    return update(model, UpdateRule.of(call(optimizer)));
  }

  private static Graph update(String model, String optimizer, String clip) {
    return update(model, new UpdateRule(call(optimizer), Optional.of(call(clip))));
  }

  private static Graph update(String model, UpdateRule rule) {
    Elaborator elaborator = Scripts.elaborator(model);
    return elaborator.update(elaborator.model("M", Map.of(), true).graph(), rule);
  }

  private static Expression.Call call(String text) {
    return (Expression.Call) Parser.parseExpression(text);
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
      given.put(Network.FACTOR, new double[] {factor});
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

  @Property(tries = 10)
  void adamw(@ForAll @IntRange(min = 0, max = 2) int decayTenths, @ForAll long seed) {
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
              double rate = 0.05 * factor;
              double decayed = weight - rate * decay * weight;
              steps++;
              mean = 0.8 * mean + 0.2 * gradient;
              square = 0.99 * square + 0.01 * gradient * gradient;
              double corrected = mean / (1 - Math.pow(0.8, steps));
              double root = Math.sqrt(square / (1 - Math.pow(0.99, steps)));
              return decayed - rate * corrected / (root + 1e-8);
            }
          };
    }
    compare(
        "adamw(lr = 0.05, beta1 = 0.8, beta2 = 0.99, weight_decay = " + decay + ")",
        seed,
        references);
  }

  @Property(tries = 20)
  void rmsprop(
      @ForAll boolean centered,
      @ForAll @IntRange(min = 0, max = 1) int momentumTenths,
      @ForAll @IntRange(min = 0, max = 2) int decayTenths,
      @ForAll long seed) {
    double momentum = 0.9 * momentumTenths;
    double decay = decayTenths / 10.0;
    Reference[] references = new Reference[SIZE];
    for (int i = 0; i < SIZE; i++) {
      references[i] =
          new Reference() {
            private double square;
            private double mean;
            private double buffer;

            @Override
            public double step(double weight, double gradient, double factor) {
              double g = gradient + decay * weight;
              square = 0.9 * square + 0.1 * g * g;
              mean = 0.9 * mean + 0.1 * g;
              double variance = centered ? square - mean * mean : square;
              buffer = momentum * buffer + g / (Math.sqrt(variance) + 1e-6);
              return weight - 0.05 * factor * buffer;
            }
          };
    }
    compare(
        String.format(
            Locale.ROOT,
            "rmsprop(0.05, alpha = 0.9, eps = 1e-6, weight_decay = %s, momentum = %s, centered ="
                + " %s)",
            decay,
            momentum,
            centered),
        seed,
        references);
  }

  @Property(tries = 20)
  void adagrad(
      @ForAll @IntRange(min = 0, max = 2) int rateDecayTenths,
      @ForAll @IntRange(min = 0, max = 2) int decayTenths,
      @ForAll long seed) {
    double rateDecay = rateDecayTenths / 10.0;
    double decay = decayTenths / 10.0;
    Reference[] references = new Reference[SIZE];
    for (int i = 0; i < SIZE; i++) {
      references[i] =
          new Reference() {
            private double sum;
            private int steps;

            @Override
            public double step(double weight, double gradient, double factor) {
              double g = gradient + decay * weight;
              steps++;
              sum += g * g;
              double rate = 0.05 * factor / (1 + (steps - 1) * rateDecay);
              return weight - rate * g / (Math.sqrt(sum) + 1e-10);
            }
          };
    }
    compare(
        String.format(
            Locale.ROOT, "adagrad(0.05, lr_decay = %s, weight_decay = %s)", rateDecay, decay),
        seed,
        references);
  }

  /** Adagrad's sum may begin above zero, with the initializer of its state. */
  @Test
  void adagradsSumBeginsWhereTheScriptSays() {
    assertEquals(
        "optimizer.linear_1.weight.square_sum: f32[1, 3] = state constant(v = 0.5)",
        GraphPrinter.print(
            update("adagrad(initial_accumulator_value = 0.5)")
                .nodes(Operation.State.class)
                .get(0)));
  }

  /** The gradients of all parameters count in the norm, and all are scaled alike. */
  @Property(tries = 30)
  void clippingByNorm(@ForAll @IntRange(min = 1, max = 40) int layers, @ForAll long seed) {
    Random random = new Random(seed);
    double limit = 0.1 + 3 * random.nextDouble();
    StringBuilder body = new StringBuilder("model M { input x: f32[2]\n output y = x");
    for (int i = 0; i < layers; i++) {
      body.append(" |> linear(2)");
    }
    Graph graph = update(body + " }", "sgd(1)", "clip_norm(" + limit + ")");
    Map<String, double[]> given = new HashMap<>(Map.of(Network.FACTOR, new double[] {1}));
    double squares = 0;
    for (Value parameter : graph.parameters()) {
      double[] gradient = random.doubles(parameter.shape().size(), -1, 1).toArray();
      squares += Arrays.stream(gradient).map(g -> g * g).sum();
      given.put("grad." + parameter.name(), gradient);
      given.put(parameter.name(), new double[gradient.length]);
    }
    double factor = Math.min(1, limit / (Math.sqrt(squares) + 1e-6));
    Map<String, double[]> updates = GraphInterpreter.run(graph, 1, given).updates();
    for (Value parameter : graph.parameters()) {
      double[] expected =
          Arrays.stream(given.get("grad." + parameter.name())).map(g -> -factor * g).toArray();
      assertArrayEquals(expected, updates.get(parameter.name()), 1e-12, parameter.name());
    }
  }

  @Test
  void clippingByValue() {
    Graph graph =
        update(
            "model M { input x: f32[3]\n output y = x |> linear(1, bias = false) }",
            "sgd(1)",
            "clip_value(0.5)");
    Map<String, double[]> given =
        Map.of(
            Network.FACTOR,
            new double[] {1},
            "linear_1.weight",
            new double[3],
            "grad.linear_1.weight",
            new double[] {-2, 0.25, 0.75});
    assertArrayEquals(
        new double[] {0.5, -0.25, -0.5},
        GraphInterpreter.run(graph, 1, given).updates().get("linear_1.weight"));
  }

  /** What the update takes from the schedule does not get in the way of a parameter's name. */
  @Test
  void aParameterMayBeCalledFactor() {
    Graph graph =
        update(
            "model M { input x: f32[3]\n param factor: f32[3] = ones\n output y = x * factor }",
            UpdateRule.of(call("sgd(0.1)")));
    assertEquals(List.of("factor"), graph.parameters().stream().map(Value::name).toList());
  }

  @Test
  void statesAreKeptUnderTheParametersName() {
    assertEquals(
        "[optimizer.linear_1.weight.velocity: f32[1, 3]]",
        update("sgd(0.1, momentum = 0.9)").states().toString());
  }
}
