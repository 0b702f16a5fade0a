package dev.cnnc.benchmarks.kernel;

import static dev.cnnc.compiler.api.ModelBuilder.named;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.api.ModelBuilder;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.Variables;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How far rounding takes the three passes of a convolution of 3 × 3 to 5 × 5 from what {@code
 * double} gives, relative to the largest result: computed directly, and in tiles of 2 × 2 and 4 ×
 * 4. Data are normally distributed. Arguments are the windows, {@code 3 4 5} if there are none.
 */
public final class WinogradErrors {
  private static final int BATCH = 4;
  private static final int EXTENT = 16;
  private static final int FILTERS = 32;
  private static final int SEEDS = 3;

  private final int taps;
  private final int channels;
  private final float[] image;
  private final float[] weight;
  private final float[] incoming;
  private final int padding;

  /** Of the result. */
  private final int extent;

  private final double[] result;
  private final double[] imageGradient;
  private final double[] weightGradient;

  private WinogradErrors(int taps, int channels, Random random) {
    this.taps = taps;
    this.channels = channels;
    padding = taps / 2;
    extent = EXTENT + 2 * padding - taps + 1;
    result = new double[BATCH * FILTERS * extent * extent];
    image = normal(random, BATCH * channels * EXTENT * EXTENT);
    weight = normal(random, FILTERS * channels * taps * taps);
    incoming = normal(random, result.length);
    imageGradient = new double[image.length];
    weightGradient = new double[weight.length];
    for (int n = 0; n < BATCH; n++) {
      for (int k = 0; k < FILTERS; k++) {
        for (int c = 0; c < channels; c++) {
          addExact(n, k, c);
        }
      }
    }
  }

  public static void main(String[] arguments) {
    System.out.printf(
        "%6s %8s %7s %12s %14s %15s%n", "window", "channels", "", "forward", "image", "weight");
    for (String taps : arguments.length == 0 ? new String[] {"3", "4", "5"} : arguments) {
      print(Integer.parseInt(taps));
    }
  }

  private static void print(int taps) {
    for (int channels : new int[] {16, 32, 64, 128, 256}) {
      for (WinogradChoice choice :
          List.of(WinogradChoice.NONE, WinogradChoice.F2, WinogradChoice.F4)) {
        double[] errors = new double[3];
        Kernels kernels = compile(taps, channels, choice);
        for (int seed = 0; seed < SEEDS; seed++) {
          double[] found = new WinogradErrors(taps, channels, new Random(seed)).errors(kernels);
          for (int pass = 0; pass < errors.length; pass++) {
            errors[pass] = Math.max(errors[pass], found[pass]);
          }
        }
        System.out.printf(
            "%6d %8d %7s %12.1e %14.1e %15.1e%n",
            taps, channels, choice, errors[0], errors[1], errors[2]);
      }
    }
  }

  private static float[] normal(Random random, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** The part of one image, filter and channel in all three passes. */
  private void addExact(int n, int k, int c) {
    for (int h = 0; h < extent; h++) {
      for (int w = 0; w < extent; w++) {
        int to = ((n * FILTERS + k) * extent + h) * extent + w;
        for (int u = Math.max(0, padding - h); u < Math.min(taps, EXTENT + padding - h); u++) {
          for (int v = Math.max(0, padding - w); v < Math.min(taps, EXTENT + padding - w); v++) {
            int from = ((n * channels + c) * EXTENT + h + u - padding) * EXTENT + w + v - padding;
            int tap = ((k * channels + c) * taps + u) * taps + v;
            result[to] += (double) weight[tap] * image[from];
            imageGradient[from] += (double) weight[tap] * incoming[to];
            weightGradient[tap] += (double) image[from] * incoming[to];
          }
        }
      }
    }
  }

  private static Kernels compile(int taps, int channels, WinogradChoice choice) {
    ModelBuilder model = new ModelBuilder("Convolution");
    model.output(
        "y",
        model
            .input("x", channels, EXTENT, EXTENT)
            .layer(
                "conv2d",
                FILTERS,
                named("kernel", taps),
                named("padding", taps / 2),
                named("bias", false)));
    return Compiler.of(model)
        .withWinograd(choice)
        .gradients("Convolution", Map.of(), true)
        .load()
        .kernels(Pass.GRADIENTS);
  }

  private double[] errors(Kernels kernels) {
    Variables variables = new Variables(List.of(kernels.program()));
    try (Team team = new Team(1)) {
      Execution execution = new Execution(kernels, variables, team);
      execution.begin(BATCH);
      execution.write("x", Tensor.of(image, BATCH, channels, EXTENT, EXTENT));
      execution.write("grad.y", Tensor.of(incoming, BATCH, FILTERS, extent, extent));
      variables.get("conv2d_1.weight").set(Tensor.of(weight, FILTERS, channels, taps, taps));
      execution.run(0);
      return new double[] {
        error(result, execution.read("y").floats()),
        error(imageGradient, execution.read("grad.x").floats()),
        error(weightGradient, variables.get("grad.conv2d_1.weight").value().floats())
      };
    }
  }

  private static double error(double[] exact, float[] actual) {
    double error = 0;
    double largest = 0;
    for (int i = 0; i < exact.length; i++) {
      error = Math.max(error, Math.abs(exact[i] - actual[i]));
      largest = Math.max(largest, Math.abs(exact[i]));
    }
    return error / largest;
  }
}
