package dev.cnnc.runtime.initialize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.program.Initializer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Initializers draw from the distributions of {@code torch.nn.init}: Kolmogorov-Smirnov tests. */
class DistributionTest {
  /** The statistic's limit for the significance 0.001. */
  private static final double LIMIT = 1.95;

  static Stream<Arguments> initializers() {
    List<Integer> linear = List.of(70, 60);
    List<Integer> sequence = List.of(60, 20, 5);
    List<Integer> volume = List.of(20, 12, 3, 2, 4);
    return Stream.of(
        // bound = gain · √(3 / fan_in), gain = √(2 / (1 + a²))
        Arguments.of("kaiming_uniform", new double[0], linear, uniform(Math.sqrt(6.0 / 60))),
        Arguments.of("kaiming_uniform", new double[] {Math.sqrt(5)}, sequence, uniform(0.1)),
        Arguments.of("kaiming_normal", new double[0], volume, normal(Math.sqrt(2.0 / 288))),
        Arguments.of("kaiming_normal", new double[] {1}, linear, normal(Math.sqrt(1.0 / 60))),
        Arguments.of("xavier_uniform", new double[0], linear, uniform(Math.sqrt(6.0 / 130))),
        Arguments.of("xavier_uniform", new double[] {3}, sequence, uniform(3 * Math.sqrt(0.015))),
        Arguments.of("xavier_normal", new double[0], volume, normal(Math.sqrt(2.0 / 768))),
        Arguments.of("lecun_normal", new double[0], sequence, normal(0.1)),
        Arguments.of("uniform", new double[] {-3, 3}, linear, uniform(3)),
        Arguments.of("normal", new double[] {0, 2}, linear, normal(2)),
        Arguments.of("truncated_normal", new double[] {0.5}, linear, truncated(0.5)));
  }

  @ParameterizedTest
  @MethodSource("initializers")
  void drawsFrom(
      String name, double[] arguments, List<Integer> shape, DoubleUnaryOperator distribution) {
    assertDraws(distribution, draw(name, "weight", shape, arguments));
  }

  /** Of a random direction in three dimensions, each coordinate is uniform (Archimedes). */
  @Test
  void orthogonalMatricesHaveNoPreferredDirection() {
    assertDraws(uniform(1), firstElements(List.of(3, 3)));
    assertDraws(uniform(1), firstElements(List.of(3, 1, 3)));
  }

  /** In five dimensions its density is ¾ (1 - t²). */
  @Test
  void orthonormalRowsAndColumnsHaveNoPreferredDirection() {
    DoubleUnaryOperator distribution = t -> (2 + 3 * t - t * t * t) / 4;
    assertDraws(distribution, firstElements(List.of(2, 5)));
    assertDraws(distribution, firstElements(List.of(5, 2)));
  }

  @Test
  void neighboursAreIndependent() {
    double[] drawn = draw("normal", "weight", List.of(40_000), 0, 1);
    double products = 0;
    for (int i = 1; i < drawn.length; i++) {
      products += drawn[i] * drawn[i - 1];
    }
    assertEquals(0, products / Math.sqrt(drawn.length), 3.3);
  }

  private static double[] firstElements(List<Integer> shape) {
    double[] elements = new double[3000];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = draw("orthogonal", "weight" + i, shape)[0];
    }
    return elements;
  }

  private static double[] draw(
      String name, String parameter, List<Integer> shape, double... arguments) {
    TreeMap<String, Double> named = new TreeMap<>();
    for (int i = 0; i < arguments.length; i++) {
      named.put(Initialization.named(name).arguments().get(i).name(), arguments[i]);
    }
    float[] values = Initialization.values(new Initializer(name, named), parameter, shape, 3);
    double[] drawn = new double[values.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = values[i];
    }
    return drawn;
  }

  private static void assertDraws(DoubleUnaryOperator distribution, double[] drawn) {
    double[] sorted = drawn.clone();
    Arrays.sort(sorted);
    double farthest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = distribution.applyAsDouble(sorted[i]);
      double below = expected - (double) i / sorted.length;
      double above = (i + 1.0) / sorted.length - expected;
      farthest = Math.max(farthest, Math.max(below, above));
    }
    double statistic = farthest * Math.sqrt(sorted.length);
    assertTrue(statistic < LIMIT, "statistic " + statistic);
  }

  private static DoubleUnaryOperator uniform(double bound) {
    return x -> Math.min(1, Math.max(0, (x + bound) / (2 * bound)));
  }

  private static DoubleUnaryOperator normal(double deviation) {
    return x -> 0.5 + areaFromZero(x / deviation);
  }

  /** The normal distribution between -2 and 2 deviations. */
  private static DoubleUnaryOperator truncated(double deviation) {
    double half = areaFromZero(2);
    return x -> {
      double area = areaFromZero(Math.min(2, Math.max(-2, x / deviation)));
      return 0.5 + area / (2 * half);
    };
  }

  /** The area under the normal density from 0 to {@code z}, by Simpson's rule. */
  private static double areaFromZero(double z) {
    int pieces = 200;
    double width = z / pieces;
    double area = 0;
    for (int i = 0; i <= pieces; i++) {
      int weight = i == 0 || i == pieces ? 1 : i % 2 == 0 ? 2 : 4;
      area += weight * Math.exp(-Math.pow(i * width, 2) / 2);
    }
    return area * width / 3 / Math.sqrt(2 * Math.PI);
  }
}
