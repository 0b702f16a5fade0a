package dev.cnnc.benchmarks.kernel;

import static dev.cnnc.compiler.api.ModelBuilder.named;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.api.ModelBuilder;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * One pass of a convolution as the compiler emits it, on one thread. Copies that it needs, such as
 * weights in another order, are part of it.
 */
final class ConvolutionPass {
  /** The three passes of a layer in training. */
  enum Kind {
    FORWARD,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT;

    private boolean has(Step step) {
      if (step.phase() == Phase.FORWARD) {
        return this == FORWARD;
      }
      return this == (step.name().contains("weight_grad") ? WEIGHT_GRADIENT : INPUT_GRADIENT);
    }

    String title() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final Kernels kernels;
  private final float[][] arrays;
  private final int[][] integers;
  private final Step[] steps;
  private final int batch;

  ConvolutionPass(Convolution convolution, Kind kind) {
    batch = convolution.batch();
    kernels = compile(convolution);
    arrays = arrays();
    integers = new int[arrays.length][];
    steps = kernels.program().steps().stream().filter(kind::has).toArray(Step[]::new);
  }

  private static Kernels compile(Convolution convolution) {
    ModelBuilder model = new ModelBuilder("Convolution");
    model.output(
        "y",
        model
            .input("x", convolution.channels(), convolution.extent(), convolution.extent())
            .layer(
                "conv2d",
                convolution.filters(),
                named("kernel", convolution.kernel()),
                named("stride", convolution.stride()),
                named("padding", convolution.padding()),
                named("groups", convolution.groups()),
                named("bias", false)));
    return Compiler.of(model)
        .gradients("Convolution", Map.of(), true)
        .load()
        .kernels(Pass.GRADIENTS);
  }

  /** One array for each buffer; what is read holds random numbers. */
  private float[][] arrays() {
    Random random = new Random(1);
    List<Buffer> buffers = kernels.program().buffers();
    float[][] result = new float[buffers.size()][];
    for (int number = 0; number < result.length; number++) {
      Buffer buffer = buffers.get(number);
      result[number] = new float[buffer.layout().length() * (buffer.batched() ? batch : 1)];
      if (buffer.role() == Role.INPUT || buffer.role() == Role.PARAMETER) {
        for (int i = 0; i < result[number].length; i++) {
          result[number][i] = (float) random.nextGaussian();
        }
      }
    }
    return result;
  }

  void run() {
    for (Step step : steps) {
      kernels.run(step.kernel(), arrays, integers, batch, 0, 0, step.tasks(batch));
    }
  }
}
