package dev.cnnc.samples;

import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Uses a network that {@code ./cnnc compile samples/mnist/lenet.cnn -o lenet.jar} wrote, with
 * nothing but {@code runtime} and that jar on the class path. Arguments: the weight file, and 784
 * grey values from 0 to 255 (none: a vertical stroke, which is a one).
 */
public final class UseJar {
  private static final String USAGE =
      "usage: java -cp 'lenet.jar:samples/target/*:runtime/target/*' dev.cnnc.samples.UseJar"
          + " lenet.safetensors [784 grey values]";

  private UseJar() {}

  public static void main(String[] arguments) throws IOException {
    Optional<CompiledModel> lenet = ServiceLoader.load(CompiledModel.class).findFirst();
    boolean complete = arguments.length == 1 || arguments.length == 1 + 28 * 28;
    if (lenet.isEmpty() || !complete) {
      System.err.println(USAGE);
      System.exit(2);
    }
    try (Network network = Network.create(lenet.orElseThrow(), 1)) {
      network.load(Path.of(arguments[0]));
      float[] pixels = arguments.length > 1 ? pixels(arguments) : stroke();
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (pixels[i] / 255 - 0.1307f) / 0.3081f; // as the script's data block does
      }
      Tensor logits = network.predict(Tensor.of(pixels, 1, 1, 28, 28));
      int best = 0;
      for (int digit = 1; digit < 10; digit++) {
        best = logits.get(0, digit) > logits.get(0, best) ? digit : best;
      }
      System.out.println(network.name() + " sees a " + best);
    }
  }

  private static float[] pixels(String[] arguments) {
    float[] pixels = new float[28 * 28];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Float.parseFloat(arguments[i + 1]);
    }
    return pixels;
  }

  private static float[] stroke() {
    float[] pixels = new float[28 * 28];
    for (int row = 5; row < 23; row++) {
      for (int column = 13; column < 16; column++) {
        pixels[28 * row + column] = column == 14 ? 255 : 160;
      }
    }
    return pixels;
  }
}
