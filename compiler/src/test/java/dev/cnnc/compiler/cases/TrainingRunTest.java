package dev.cnnc.compiler.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.cases.NumericCase.Tensor;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Twenty steps of Adam on a small network follow those that PyTorch took from the same start. */
class TrainingRunTest {
  private static final String SCRIPT =
      """
      model Small {
        input image: f32[1, 14, 14]
        output logits = image
          |> conv2d(6, kernel = 3) as conv1 |> tanh |> avgpool2d(2)
          |> conv2d(10, kernel = 3, padding = 1) as conv2 |> elu |> avgpool2d(2)
          |> flatten |> linear(24) as fc1 |> leaky_relu(0.01) |> linear(5) as fc2
      }
      """;

  private final Map<String, Object> json = CaseReader.trainingRun();
  private final Map<String, Object> expected = CaseReader.object(json.get("float64"));

  @Test
  void followsPyTorch() {
    Compiler compiler = Compiler.of(new SourceFile("small.cnn", SCRIPT));
    String adam = "adam(lr = 0.01, beta1 = 0.9, beta2 = 0.999, eps = 1e-8)";
    try (Network network =
        Network.create(compiler.training("Small", Map.of(), "cross_entropy", adam).load(), 1)) {
      network.initialize(1);
      start(network);
      train(network);
    }
  }

  private void start(Network network) {
    Map<String, Tensor> initial = CaseReader.tensors(CaseReader.object(json.get("initial_params")));
    for (Variable parameter : network.parameters()) {
      parameter.write(floats(initial.get(parameter.name()).elements()));
    }
  }

  /** Float32 alone moves the loss by a known amount at each step, which grows. */
  private void train(Network network) {
    Map<String, dev.cnnc.runtime.tensor.Tensor> batch = batch();
    double[] losses = numbers(expected.get("loss_before_each_step"));
    double[] noise = numbers(json.get("float32_relative_loss_noise_per_step"));
    double noisiest = 0;
    for (int step = 0; step < losses.length; step++) {
      noisiest = Math.max(noisiest, noise[step]);
      double allowed = (1e-6 + 10 * noisiest) * losses[step];
      assertEquals(losses[step], network.gradients(batch, step), allowed, "step " + step);
      if (step == 0) {
        checkGradients(network);
      }
      network.update(1);
    }
    double last = ((Number) expected.get("loss_after_last_step_train_mode")).doubleValue();
    assertEquals(last, network.gradients(batch, losses.length), 2e-5 * last, "after the last step");
  }

  private void checkGradients(Network network) {
    CaseReader.object(expected.get("gradient_l2_norm_at_step_1"))
        .forEach(
            (name, norm) -> {
              double squares = 0;
              for (float element : network.gradient(name).value().floats()) {
                squares += (double) element * element;
              }
              double wanted = ((Number) norm).doubleValue();
              assertEquals(wanted, Math.sqrt(squares), 1e-5 * wanted, name);
            });
  }

  private Map<String, dev.cnnc.runtime.tensor.Tensor> batch() {
    Tensor image = CaseReader.single(json.get("inputs"));
    double[] labels = CaseReader.single(json.get("labels")).elements();
    int[] classes = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      classes[i] = (int) labels[i];
    }
    int[] shape = image.shape().stream().mapToInt(Integer::intValue).toArray();
    return Map.of(
        "image", dev.cnnc.runtime.tensor.Tensor.of(floats(image.elements()), shape),
        "label", dev.cnnc.runtime.tensor.Tensor.ofIntegers(classes, classes.length));
  }

  private static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
  }

  private static float[] floats(double[] elements) {
    float[] floats = new float[elements.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) elements[i];
    }
    return floats;
  }
}
