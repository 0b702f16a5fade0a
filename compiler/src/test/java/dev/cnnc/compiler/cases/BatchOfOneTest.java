package dev.cnnc.compiler.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.execute.StateException;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One value has no variance: a step on it is refused, as PyTorch refuses it. */
class BatchOfOneTest {
  private static float step(Network network, int examples) {
    float[] x = new float[examples * 18];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 7 - 3;
    }
    return network.gradients(
        Map.of(
            "x", Tensor.of(x, examples, 2, 3, 3),
            "label", Tensor.zeroIntegers(examples)),
        1);
  }

  private static Network network(String layers) {
    String script = "model M { input x: f32[2, 3, 3]\n output y = x |> " + layers + " }";
    Compiler compiler = Compiler.of(new SourceFile("m.cnn", script));
    Network network =
        Network.create(
            compiler.training("M", Map.of(), "cross_entropy", "sgd(lr = 0.1)").load(), 1);
    network.initialize(1);
    return network;
  }

  @Test
  void aVarianceOfOneValueIsRefused() {
    try (Network network = network("flatten |> linear(3) |> batchnorm |> linear(2)")) {
      step(network, 2);
      float[] before = network.variable("batchnorm_1.running_var").value().floats();
      var thrown = assertThrows(StateException.class, () -> step(network, 1));
      assertTrue(
          thrown
              .getMessage()
              .startsWith(
                  "the state 'batchnorm_1.running_var' would become NaN in a step of 1 example;"),
          thrown.getMessage());
      assertArrayEquals(before, network.variable("batchnorm_1.running_var").value().floats());
    }
  }

  /** The pixels of an image are values enough. */
  @Test
  void anImageAloneHasAVariance() {
    try (Network network = network("batchnorm |> flatten |> linear(2)")) {
      assertTrue(Float.isFinite(step(network, 1)));
      assertEquals(2, network.variable("batchnorm_1.running_var").size());
    }
  }
}
