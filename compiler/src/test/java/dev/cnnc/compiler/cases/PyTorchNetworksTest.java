package dev.cnnc.compiler.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.cases.CompiledCase.Code;
import dev.cnnc.compiler.cases.PyTorchNetwork.Run;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks from the weights that PyTorch began with, in the files that PyTorch wrote, over
 * the same examples: what comes out, and what twenty steps of each optimizer make of them.
 *
 * <p>PyTorch's numbers are those of float64. What float32 alone changes in them is known from
 * sixteen trainings in float32 that differ in the order of their sums; this compiler's order is one
 * more.
 */
class PyTorchNetworksTest {
  /**
   * By how much one more order of sums may be worse than the worst of sixteen; PyTorch's are added
   * up in parts, and those of its batch norm in double, ours are not.
   */
  private static final double MORE_NOISE = 10;

  /** By how much a number may be off that is the nearest float to the right one. */
  private static final double ROUNDING = 0x1p-24;

  @ParameterizedTest
  @ValueSource(strings = {"lenet_relu", "lenet_tanh", "resnet", "sentence"})
  void outputsOfTheSameWeights(String name) throws IOException {
    requireOutputs(PyTorchNetwork.read(name), "start.safetensors", "logits");
  }

  /** Elements of two, four and eight bytes, and a header that is in no order. */
  @Test
  void outputsOfWeightsOfEveryWidth() throws IOException {
    requireOutputs(PyTorchNetwork.read("lenet_relu"), "mixed.safetensors", "mixed_logits");
  }

  private static void requireOutputs(PyTorchNetwork pyTorch, String weights, String expected)
      throws IOException {
    CompiledModel model = pyTorch.compiler().inference("Network", Map.of()).load();
    try (Network network = Network.create(model, 1)) {
      network.load(pyTorch.folder().resolve(weights));
      Tensor logits = network.predict(pyTorch.data().get(pyTorch.input()));
      assertArrayEquals(pyTorch.data().get(expected).floats(), logits.floats(), 1e-6f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet_relu", "lenet_tanh", "resnet", "sentence"})
  void scalarCodeTrainsAsPyTorch(String name) throws IOException {
    PyTorchNetwork pyTorch = PyTorchNetwork.read(name);
    for (Map.Entry<String, Run> run : pyTorch.runs().entrySet()) {
      follow(pyTorch, run.getValue(), Code.SCALAR, name + " by " + run.getKey());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet_relu", "lenet_tanh", "resnet", "sentence"})
  void vectorCodeTrainsAsPyTorch(String name) throws IOException {
    PyTorchNetwork pyTorch = PyTorchNetwork.read(name);
    for (String run : List.of("nesterov", "adamw", "clip_norm")) {
      follow(pyTorch, pyTorch.runs().get(run), Code.VECTOR, name + " by " + run);
    }
  }

  private static void follow(PyTorchNetwork pyTorch, Run run, Code code, String what)
      throws IOException {
    Compilation compilation = pyTorch.training(run);
    CompiledModel model =
        code == Code.VECTOR ? compilation.load() : compilation.generate("Network", 1).load();
    try (Network network = Network.create(model, 1)) {
      network.load(pyTorch.folder().resolve("start.safetensors"));
      double noise = 0; // It grows, but what is measured may go up and down.
      for (int step = 0; step < run.losses().length; step++) {
        double loss = run.losses()[step];
        noise = Math.max(noise, run.lossNoise()[step]);
        double allowed = (MORE_NOISE * noise + ROUNDING) * loss;
        assertEquals(
            loss, network.gradients(pyTorch.batch(step), step), allowed, what + ", step " + step);
        network.update(1);
      }
      List<Variable> variables = new ArrayList<>(network.parameters());
      variables.addAll(network.states());
      assertEquals(run.ends().size(), variables.size(), what);
      for (Variable variable : variables) {
        requireEnd(run, variable, what + ", " + variable.name());
      }
    }
  }

  private static void requireEnd(Run run, Variable variable, String what) {
    Tensor end = run.ends().get(variable.name());
    assertEquals(end.shape(), variable.shape(), what);
    for (int i = 0; i < end.size(); i++) {
      float expected = end.floats()[i];
      double allowed = MORE_NOISE * run.endNoise() + ROUNDING * Math.abs(expected);
      double difference = Math.abs(expected - variable.value().floats()[i]);
      assertTrue(difference <= allowed, what + ": element " + i + " is off by " + difference);
    }
  }
}
