package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step that computes activations again gives the same bits as one that keeps them. */
class MemoryPlanTest {
  static final int BATCH = 6;

  static final String SCRIPT =
      """
      model Pools {
        input x: f32[2, 12, 12]
        output y = x |> repeat 4 {
            conv2d(8, kernel = 3, padding = 1) |> maxpool2d(3, stride = 1, padding = 1) |> tanh
          }
          |> globalmaxpool2d |> flatten |> linear(4)
      }
      layer block(x: f32[C, H, W]) {
        y = x |> conv2d(C, kernel = 3, padding = 1, bias = false) |> batchnorm |> relu
              |> conv2d(C, kernel = 3, padding = 1, bias = false) |> batchnorm
        output relu(x + y)
      }
      model Residual {
        input x: f32[2, 12, 12]
        output y = x |> conv2d(8, kernel = 3, padding = 1) |> repeat 4 { block }
          |> globalavgpool2d |> flatten |> linear(4)
      }
      model Dropping {
        input x: f32[2, 12, 12]
        output y = x |> conv2d(8, kernel = 3) |> gelu |> dropout(0.3) |> conv2d(8, kernel = 3) |> gelu
          |> dropout(0.2) |> layernorm |> flatten |> linear(4)
      }
      """;

  static Compiler compiler() {
    return Compiler.of(new SourceFile("test.cnn", SCRIPT));
  }

  static Compilation compilation(String model) {
    return compilation(compiler(), model);
  }

  static Compilation compilation(Compiler compiler, String model) {
    return compiler.training(model, Map.of(), "cross_entropy", "sgd(0.05, momentum = 0.9)");
  }

  static CompiledModel load(Compilation compilation, int lanes) {
    return lanes == 1
        ? GenerateClasses.generate("M", "test.cnn", Map.of(), compilation.loops(1)).load()
        : GenerateClasses.generate("M", "test.cnn", compilation.loops(lanes), Map.of()).load();
  }

  /** The losses of some steps, and all that they leave. */
  static List<float[]> train(Compilation compilation, int lanes) {
    List<float[]> results = new ArrayList<>();
    try (Network network = Network.create(load(compilation, lanes), 2)) {
      network.initialize(3);
      Random random = new Random(5);
      for (int step = 0; step < 3; step++) {
        int[] labels = random.ints(BATCH, 0, 4).toArray();
        float[] x = new float[BATCH * 2 * 12 * 12];
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) random.nextGaussian();
        }
        Map<String, Tensor> batch =
            Map.of("x", Tensor.of(x, BATCH, 2, 12, 12), "label", Tensor.ofIntegers(labels, BATCH));
        results.add(new float[] {network.gradients(batch, step)});
        network.update(1);
      }
      for (Variable variable : network.parameters()) {
        results.add(variable.value().floats());
      }
      network.states().forEach(state -> results.add(state.value().floats()));
    }
    return results;
  }

  @ParameterizedTest
  @CsvSource({
    "Pools, 1",
    "Pools, 16",
    "Residual, 1",
    "Residual, 16",
    "Dropping, 1",
    "Dropping, 16"
  })
  void theSameBitsInLessMemory(String model, int lanes) {
    Compilation whole = compilation(model);
    long least = Long.MAX_VALUE;
    List<float[]> expected = train(whole, lanes);
    long needed = MemoryPlan.fit(whole, Long.MAX_VALUE, BATCH, lanes).needed();
    for (double share : new double[] {0.95, 0.8, 0.6}) {
      MemoryPlan plan;
      try {
        plan = MemoryPlan.fit(whole, (long) (share * needed), BATCH, lanes);
      } catch (IllegalArgumentException tooLarge) {
        continue;
      }
      assertTrue(plan.planned() <= share * needed, plan.toString());
      assertTrue(plan.again() > 0 && plan.extraWork() > 0, plan.toString());
      least = Math.min(least, plan.planned());
      List<float[]> actual = train(plan.compilation(), lanes);
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i), actual.get(i), 0f, model + " at " + share);
      }
    }
    assertTrue(least < needed, "no plan takes less than " + needed);
  }

  @Test
  void whatFitsIsLeftAlone() {
    Compilation whole = compilation("Pools");
    MemoryPlan plan = MemoryPlan.fit(whole, 1 << 30, BATCH, 16);
    assertEquals(whole, plan.compilation());
    assertEquals(0, plan.again());
    assertEquals(plan.needed(), plan.planned());
  }

  @Test
  void whatCannotFitSaysWhatItTakes() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> MemoryPlan.fit(compilation("Pools"), 1000, BATCH, 16))
            .getMessage();
    assertTrue(
        message.matches(
            "a step of 6 examples needs at least [0-9.]+ KiB, more than the 1000 B .*smaller batch"),
        message);
  }
}
