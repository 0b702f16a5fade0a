package dev.cnnc.samples.benchmark;

import static dev.cnnc.compiler.api.ModelBuilder.named;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.api.ModelBuilder;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The three passes of a convolution as the compiler emits them, on one thread, in GFLOP/s and as a
 * share of what the processor can do at best, measured in the same run in turn with them. Copies
 * that a pass needs (repacked weights) count as part of it. Arguments: the batch size (default 64),
 * the rounds (default 15).
 */
public final class ConvolutionBenchmark {
  private static final double WARM_UP_SECONDS = 2;

  /** A square convolution: channels, extent of the image, filters, kernel, padding. */
  private record Shape(int channels, int extent, int filters, int kernel, int padding) {
    double operations(int batch) {
      int out = extent + 2 * padding - kernel + 1;
      return 2.0 * batch * filters * out * out * channels * kernel * kernel;
    }

    @Override
    public String toString() {
      return "%3d x %2d^2 -> %3d, %dx%d".formatted(channels, extent, filters, kernel, kernel);
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(64, 8, 64, 3, 1),
          new Shape(64, 32, 64, 3, 1),
          new Shape(32, 16, 32, 3, 1),
          new Shape(16, 32, 16, 3, 1),
          new Shape(20, 12, 50, 5, 0));

  private ConvolutionBenchmark() {}

  public static void main(String[] arguments) {
    int batch = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
    PeakKernel peak = new PeakKernel(Backend.lanes());
    Timing.warmUp(peak::run, WARM_UP_SECONDS);
    System.out.printf(
        "Java %s, %d lanes, batch %d, one thread, median (slowest - fastest) of %d rounds%n",
        Runtime.version().feature(), Backend.lanes(), batch, rounds);
    for (Shape shape : SHAPES) {
      measure(shape, batch, rounds, peak);
    }
  }

  private static void measure(Shape shape, int batch, int rounds, PeakKernel peak) {
    Kernels kernels = compile(shape);
    float[][] arrays = arrays(kernels, batch);
    List<String> passes = List.of("forward", "input gradient", "weight gradient");
    List<Runnable> work = new ArrayList<>();
    for (String pass : passes) {
      List<Step> steps =
          kernels.program().steps().stream().filter(step -> passOf(step).equals(pass)).toList();
      work.add(
          () -> {
            for (Step step : steps) {
              kernels.run(
                  step.kernel(), arrays, new int[arrays.length][], batch, 0, 0, step.tasks(batch));
            }
          });
    }
    work.forEach(pass -> Timing.warmUp(pass, WARM_UP_SECONDS));
    double[] peakSeconds = new double[rounds];
    double[][] seconds = new double[work.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      peakSeconds[round] = Timing.once(peak::run);
      for (int pass = 0; pass < work.size(); pass++) {
        seconds[pass][round] = Timing.once(work.get(pass));
      }
    }
    double best = peak.operations() / Timing.of(peakSeconds).median() * 1e-9;
    for (int pass = 0; pass < work.size(); pass++) {
      Timing timing = Timing.of(seconds[pass]);
      double scale = shape.operations(batch) * 1e-9;
      System.out.printf(
          "%s  %-15s  %6.1f (%5.1f - %5.1f) GFLOP/s, %3.0f %% of %.0f%n",
          shape,
          passes.get(pass),
          scale / timing.median(),
          scale / timing.slowest(),
          scale / timing.fastest(),
          100 * scale / timing.median() / best,
          best);
    }
  }

  private static Kernels compile(Shape shape) {
    ModelBuilder model = new ModelBuilder("Convolution");
    model.output(
        "y",
        model
            .input("x", shape.channels(), shape.extent(), shape.extent())
            .layer(
                "conv2d",
                shape.filters(),
                named("kernel", shape.kernel()),
                named("padding", shape.padding()),
                named("bias", false)));
    return Compiler.of(model)
        .gradients("Convolution", Map.of(), true)
        .load()
        .kernels(Pass.GRADIENTS);
  }

  private static String passOf(Step step) {
    if (step.phase() == Phase.FORWARD) {
      return "forward";
    }
    return step.name().contains("weight_grad") ? "weight gradient" : "input gradient";
  }

  /** One array for each buffer; what is read holds random numbers. */
  private static float[][] arrays(Kernels kernels, int batch) {
    Random random = new Random(1);
    List<Buffer> buffers = kernels.program().buffers();
    float[][] arrays = new float[buffers.size()][];
    for (int number = 0; number < arrays.length; number++) {
      Buffer buffer = buffers.get(number);
      arrays[number] = new float[buffer.layout().length() * (buffer.batched() ? batch : 1)];
      if (buffer.role() == Role.INPUT || buffer.role() == Role.PARAMETER) {
        for (int i = 0; i < arrays[number].length; i++) {
          arrays[number][i] = (float) random.nextGaussian();
        }
      }
    }
    return arrays;
  }
}
