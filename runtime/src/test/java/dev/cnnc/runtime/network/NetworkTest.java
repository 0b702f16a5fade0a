package dev.cnnc.runtime.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.fixture.LinearClassifier;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {
  @TempDir Path folder;

  private final Network network = Network.create(new LinearClassifier(2, 3), 2);

  @AfterEach
  void close() {
    network.close();
  }

  @Test
  void predictsWithTheParametersItHas() {
    network.variable("weight").set(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    network.variable("bias").set(Tensor.of(new float[] {0, 0, 100}, 3));
    Tensor logits = network.predict(Tensor.of(new float[] {1, 0, 0, 1}, 2, 2));
    assertEquals(List.of(2, 3), logits.shape());
    assertArrayEquals(new float[] {1, 3, 105, 2, 4, 106}, logits.floats());
    assertEquals(Set.of("logits"), network.forward(Map.of("x", Tensor.zeros(1, 2))).keySet());
  }

  @Test
  void knowsWhatBelongsToTheOptimizer() {
    assertEquals(List.of("weight", "bias"), names(network.parameters()));
    assertEquals(List.of("noise"), names(network.states()));
    assertEquals(
        List.of("optimizer.weight.momentum", "optimizer.bias.momentum"),
        names(network.optimizerStates()));
  }

  private static List<String> names(List<Variable> variables) {
    return variables.stream().map(Variable::name).toList();
  }

  @Test
  void firstValuesFollowFromTheSeed() {
    network.initialize(5);
    float[] first = network.variable("weight").value().floats();
    network.initialize(6);
    assertFalse(java.util.Arrays.equals(first, network.variable("weight").value().floats()));
    try (Team team = new Team(1);
        Network other = Network.create(new LinearClassifier(2, 3), team)) {
      other.initialize(5);
      assertArrayEquals(first, other.variable("weight").value().floats());
    }
  }

  /** The gradient of a batch is the mean of its halves': machines can share the work. */
  @Test
  void gradientsOfPartsCanBeSummed() {
    network.initialize(1);
    Tensor x = Tensor.of(new float[] {1, 2, -3, 1, 0, 4, 2, -2}, 4, 2);
    Tensor label = Tensor.ofIntegers(new int[] {0, 2, 1, 1}, 4);
    float loss = network.gradients(Map.of("x", x, "label", label), 0);
    float[] whole = network.gradient("weight").value().floats();
    float[] sum = new float[whole.length];
    float lossSum = 0;
    for (int half = 0; half < 2; half++) {
      Tensor part = Tensor.stack(List.of(x.example(2 * half), x.example(2 * half + 1)));
      Tensor partLabel =
          Tensor.stack(List.of(label.example(2 * half), label.example(2 * half + 1)));
      lossSum += network.gradients(Map.of("x", part, "label", partLabel), 0);
      float[] gradient = network.gradient("weight").value().floats();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradient[i] / 2;
      }
    }
    assertArrayEquals(whole, sum, 1e-6f);
    assertEquals(loss, lossSum / 2, 1e-6);
    float[] before = network.variable("weight").value().floats();
    network.gradient("weight").write(sum);
    network.update(0.5f);
    float[] after = network.variable("weight").value().floats();
    for (int i = 0; i < sum.length; i++) {
      assertEquals(before[i] - 0.25f * sum[i], after[i], 1e-6);
    }
  }

  @Test
  void weightsSurviveAFile() throws IOException {
    network.initialize(3);
    Path file = folder.resolve("weights.safetensors");
    network.save(file, Map.of("seed", "3"));
    assertEquals(Set.of("weight", "bias", "noise"), SafeTensors.read(file).tensors().keySet());
    Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
    float[] expected = network.predict(x).floats();
    network.initialize(4);
    assertEquals(Map.of("seed", "3"), network.load(file));
    assertArrayEquals(expected, network.predict(x).floats());
  }

  @Test
  void weightsOfAnotherModelAreRefusedAndNothingChanges() throws IOException {
    network.initialize(3);
    float[] before = network.variable("bias").value().floats();
    Path file = folder.resolve("other.safetensors");
    SafeTensors.write(
        file,
        new dev.cnnc.runtime.weights.TensorFile(
            Map.of(
                "bias", Tensor.of(new float[] {1, 2, 3}, 3),
                "weight", Tensor.zeros(3, 4),
                "fc.weight", Tensor.zeros(1)),
            Map.of()));
    var thrown = assertThrows(FileFormatException.class, () -> network.load(file));
    assertEquals(
        file
            + ": these are weights of another model\n"
            + "  missing: noise\n"
            + "  of another shape: weight is f32[3, 4], the model needs f32[3, 2]\n"
            + "  not in the model: fc.weight",
        thrown.getMessage());
    assertArrayEquals(before, network.variable("bias").value().floats());
  }

  @Test
  void misuseIsExplained() {
    assertMessage("has the inputs [x] and the outputs [logits]", () -> network.predict());
    assertMessage("is f32[4, 2], found f32[4, 3]", () -> network.predict(Tensor.zeros(4, 3)));
    assertMessage("is f32[1, 2], found f32[]", () -> network.predict(Tensor.scalar(1)));
    assertMessage("no input 'y'", () -> network.forward(Map.of("y", Tensor.zeros(1, 2))));
    assertMessage(
        "'label' of LinearClassifier.gradients was not written",
        () -> network.gradients(Map.of("x", Tensor.zeros(1, 2)), 0));
    CompiledModel inference = new InferenceOnly(new LinearClassifier(2, 3));
    try (Network deployed = Network.create(inference, 1)) {
      assertEquals(List.of(), names(deployed.states()));
      deployed.predict(Tensor.zeros(1, 2));
      assertMessage("compiled for [INFERENCE], not for UPDATE", () -> deployed.update(1));
    }
  }

  private record InferenceOnly(CompiledModel model) implements CompiledModel {
    @Override
    public String name() {
      return model.name();
    }

    @Override
    public Set<Pass> passes() {
      return Set.of(Pass.INFERENCE);
    }

    @Override
    public Kernels kernels(Pass pass) {
      return model.kernels(pass);
    }
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    RuntimeException thrown = assertThrows(RuntimeException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
