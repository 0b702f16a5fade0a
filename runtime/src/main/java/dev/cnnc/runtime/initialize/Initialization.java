package dev.cnnc.runtime.initialize;

import static dev.cnnc.runtime.argument.Argument.optional;
import static dev.cnnc.runtime.argument.Argument.required;

import dev.cnnc.runtime.argument.Argument;
import dev.cnnc.runtime.argument.Arguments;
import dev.cnnc.runtime.program.Initializer;
import dev.cnnc.runtime.random.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The known initializers, with PyTorch's definitions ({@code torch.nn.init}). An initializer in a
 * script has the lower-case name of its constant; its arguments may be given by position in the
 * order listed here.
 *
 * <p>{@code fan_in} and {@code fan_out} follow from the shape {@code [out, in, kernel…]}: {@code in
 * · kernel} and {@code out · kernel}.
 */
public enum Initialization {
  /** Uniform in ±√3·σ, σ = gain / √fan_in, gain = √(2 / (1 + a²)): He et al. 2015. */
  KAIMING_UNIFORM(optional("a", 0)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      double bound = Math.sqrt(3) * kaimingDeviation(shape, arguments);
      fillUniform(values, -bound, bound, random);
    }
  },
  /** Normal with σ = gain / √fan_in, gain = √(2 / (1 + a²)): He et al. 2015. */
  KAIMING_NORMAL(optional("a", 0)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      fillNormal(values, 0, kaimingDeviation(shape, arguments), random);
    }
  },
  /** Uniform in ±gain·√(6 / (fan_in + fan_out)): Glorot and Bengio 2010. */
  XAVIER_UNIFORM(optional("gain", 1)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      double bound = Math.sqrt(3) * xavierDeviation(shape, arguments);
      fillUniform(values, -bound, bound, random);
    }
  },
  /** Normal with σ = gain·√(2 / (fan_in + fan_out)): Glorot and Bengio 2010. */
  XAVIER_NORMAL(optional("gain", 1)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      fillNormal(values, 0, xavierDeviation(shape, arguments), random);
    }
  },
  /** Normal with σ = 1 / √fan_in: LeCun et al. 1998. */
  LECUN_NORMAL {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      fillNormal(values, 0, 1 / Math.sqrt(Fans.of(shape).in()), random);
    }
  },
  /** Uniform in [lo, hi). */
  UNIFORM(optional("lo", 0), optional("hi", 1)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      fillUniform(values, arguments.get("lo"), arguments.get("hi"), random);
    }
  },
  /** Normal. */
  NORMAL(optional("mean", 0), optional("std", 1)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      fillNormal(values, arguments.get("mean"), arguments.get("std"), random);
    }
  },
  /** Normal with mean 0, drawn again where it lies beyond ±2·std. */
  TRUNCATED_NORMAL(optional("std", 1)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      double deviation = arguments.get("std");
      fillEach(
          values,
          () -> {
            double draw;
            do {
              draw = random.nextGaussian();
            } while (Math.abs(draw) > 2);
            return deviation * draw;
          });
    }
  },
  /** As a matrix {@code [out, rest]}, gain times orthonormal rows or columns: Saxe et al. 2013. */
  ORTHOGONAL(optional("gain", 1)) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      Fans.of(shape);
      OrthogonalMatrix.fill(values, shape.get(0), arguments.get("gain"), random);
    }
  },
  /** All 0. */
  ZEROS {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      Arrays.fill(values, 0);
    }
  },
  /** All 1. */
  ONES {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      Arrays.fill(values, 1);
    }
  },
  /** All {@code v}. */
  CONSTANT(required("v")) {
    @Override
    void fill(
        float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random) {
      Arrays.fill(values, arguments.get("v").floatValue());
    }
  };

  private final List<Argument> arguments;

  Initialization(Argument... arguments) {
    this.arguments = List.of(arguments);
  }

  /** As it is written in a script: {@code kaiming_uniform}. */
  public String scriptName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its arguments, in the order in which they may be given without names. */
  public List<Argument> arguments() {
    return arguments;
  }

  /** Whether it needs a shape {@code [out, in, …]} of at least two axes. */
  public boolean needsMatrix() {
    return switch (this) {
      case KAIMING_UNIFORM,
          KAIMING_NORMAL,
          XAVIER_UNIFORM,
          XAVIER_NORMAL,
          LECUN_NORMAL,
          ORTHOGONAL ->
          true;
      case UNIFORM, NORMAL, TRUNCATED_NORMAL, ZEROS, ONES, CONSTANT -> false;
    };
  }

  /**
   * @throws IllegalArgumentException if no initializer has that name
   */
  public static Initialization named(String scriptName) {
    for (Initialization known : values()) {
      if (known.scriptName().equals(scriptName)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "no initializer '"
            + scriptName
            + "'; there are "
            + Arrays.stream(values()).map(Initialization::scriptName).toList());
  }

  /**
   * The first values of a parameter or state, row-major. They depend on the seed, the name, the
   * initializer and the shape, and on nothing else: a layer added elsewhere changes no bit of them.
   *
   * @throws IllegalArgumentException if the initializer or an argument is unknown, one is missing,
   *     or the shape does not suit
   */
  public static float[] values(
      Initializer initializer, String parameter, List<Integer> shape, long seed) {
    int size = 1;
    for (int extent : shape) {
      size = Math.multiplyExact(size, extent);
    }
    float[] values = new float[size];
    try {
      Initialization known = named(initializer.name());
      Map<String, Double> arguments =
          Arguments.completeNumbers(known.arguments, initializer.arguments());
      known.fill(values, shape, arguments, SplitMix64.named(seed, parameter));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "initializer '" + initializer.name() + "' of '" + parameter + "': " + e.getMessage(), e);
    }
    return values;
  }

  abstract void fill(
      float[] values, List<Integer> shape, Map<String, Double> arguments, SplitMix64 random);

  private static double kaimingDeviation(List<Integer> shape, Map<String, Double> arguments) {
    double a = arguments.get("a");
    return Math.sqrt(2 / (1 + a * a)) / Math.sqrt(Fans.of(shape).in());
  }

  private static double xavierDeviation(List<Integer> shape, Map<String, Double> arguments) {
    Fans fans = Fans.of(shape);
    return arguments.get("gain") * Math.sqrt(2.0 / (fans.in() + fans.out()));
  }

  private static void fillUniform(float[] values, double low, double high, SplitMix64 random) {
    fillEach(values, () -> low + (high - low) * random.nextDouble());
  }

  private static void fillNormal(float[] values, double mean, double deviation, SplitMix64 random) {
    fillEach(values, () -> mean + deviation * random.nextGaussian());
  }

  static void fillEach(float[] values, DoubleSupplier draw) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) draw.getAsDouble();
    }
  }
}
