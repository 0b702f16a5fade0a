package dev.cnnc.compiler.command;

import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** A small data set, images of 4×4 pixels that are light above or below, and a script for it. */
final class Halves {
  static final String SCRIPT =
      """
      model Halves {
        input image: f32[1, 4, 4]
        output logits = image |> flatten |> linear(2)
      }

      data halves {
        format    = safetensors
        train     = ("train.safetensors")
        test      = ("test.safetensors")
        transform = scale(1 / 255)
        labels    = ("above", "below")
      }

      train Halves on halves {
        loss      = cross_entropy
        optimizer = sgd(lr = 0.5, momentum = 0.9)
        epochs    = 4
        batch     = 8
        seed      = 3
      }
      """;

  private Halves() {}

  /** Writes 60 examples to train on and 20 to test on. */
  static void write(Path folder) throws IOException {
    writeExamples(folder, "train.safetensors", 60, 1);
    writeExamples(folder, "test.safetensors", 20, 2);
  }

  private static void writeExamples(Path folder, String name, int count, long seed)
      throws IOException {
    Random random = new Random(seed);
    float[] pixels = new float[count * 16];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(2);
      for (int p = 0; p < 16; p++) {
        boolean light = (p < 8) == (labels[i] == 0);
        pixels[16 * i + p] = (light ? 150 : 0) + random.nextInt(100);
      }
    }
    Map<String, Tensor> tensors =
        Map.of(
            "image", Tensor.of(pixels, count, 1, 4, 4), "label", Tensor.ofIntegers(labels, count));
    SafeTensors.write(folder.resolve(name), new TensorFile(tensors, Map.of()));
  }
}
