package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.testing.ObservedModel;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What follows from parameters alone is computed once, and again when these have changed. */
class PreparedValuesTest {
  private static final String SCRIPT =
      """
      model Net {
        input image: f32[3, 8, 8]
        output logits = image |> conv2d(6, kernel = 3) |> batchnorm |> relu
          |> conv2d(5, kernel = 3) |> batchnorm |> relu |> flatten |> linear(4)
      }
      """;

  private static final Map<String, Tensor> BATCH =
      Map.of("image", random(3, 8, 8), "label", Tensor.ofIntegers(new int[] {0, 1, 2}, 3));

  private static Tensor random(int... shape) {
    Random random = new Random(5);
    Tensor tensor = Tensor.zeros(3, shape[0], shape[1], shape[2]);
    for (int i = 0; i < tensor.floats().length; i++) {
      tensor.floats()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  private static CompiledModel trained() {
    return Compiler.of(new SourceFile("net.cnn", SCRIPT))
        .training("Net", Map.of(), "cross_entropy", "sgd(lr = 0.1, momentum = 0.9)")
        .load();
  }

  /** A network that was used before parameters changed gives what one gives that was not. */
  private static void assertUpToDate(CompiledModel model, Network used) {
    try (Network fresh = Network.create(model, 1)) {
      used.parameters().forEach(p -> fresh.variable(p.name()).set(p.value()));
      used.states().forEach(s -> fresh.variable(s.name()).set(s.value()));
      assertArrayEquals(
          fresh.predict(BATCH.get("image")).floats(), used.predict(BATCH.get("image")).floats());
    }
  }

  @Test
  void theyFollowParametersThatAreTrainedOrWritten() {
    CompiledModel model = trained();
    try (Network network = Network.create(model, 2)) {
      network.initialize(3);
      assertUpToDate(model, network);
      for (int step = 0; step < 3; step++) {
        network.gradients(BATCH, step);
        assertUpToDate(model, network); // running statistics have changed
        network.update(1);
        assertUpToDate(model, network);
      }
      network.variable("batchnorm_1.running_var").write(new float[] {1, 2, 3, 4, 5, 6});
      assertUpToDate(model, network);
      network.initialize(4);
      assertUpToDate(model, network);
    }
  }

  @Test
  void theyAreComputedOnceForGivenParameters() {
    CompiledModel model =
        Compiler.of(new SourceFile("net.cnn", SCRIPT)).inference("Net", Map.of()).load();
    Map<Phase, Integer> runs = new TreeMap<>();
    try (Network network = Network.create(counting(model, runs), 1)) {
      network.initialize(3);
      network.predict(BATCH.get("image"));
      int prepared = runs.get(Phase.PREPARE);
      int forward = runs.get(Phase.FORWARD);
      for (int run = 0; run < 4; run++) {
        network.predict(BATCH.get("image"));
      }
      assertTrue(prepared > 0);
      assertTrue(runs.get(Phase.PREPARE) == prepared, () -> "prepared again: " + runs);
      assertTrue(runs.get(Phase.FORWARD) == 5 * forward, runs::toString);
    }
  }

  @Test
  void trainingPreparesNothing() {
    Program gradients = trained().kernels(Pass.GRADIENTS).program();
    assertFalse(gradients.steps().stream().anyMatch(step -> step.phase() == Phase.PREPARE));
  }

  private static CompiledModel counting(CompiledModel model, Map<Phase, Integer> runs) {
    return new ObservedModel(model, (pass, step) -> runs.merge(step.phase(), 1, Integer::sum));
  }
}
