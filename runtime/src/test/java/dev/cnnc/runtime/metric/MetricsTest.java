package dev.cnnc.runtime.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Metrics against their definitions, computed naively from lists of labels and rankings. */
class MetricsTest {
  private static final int IGNORED = -100;
  private static final Metric PRECISION = Metric.of(MetricKind.PRECISION);
  private static final Metric RECALL = Metric.of(MetricKind.RECALL);
  private static final Metric F1 = Metric.of(MetricKind.F1);
  private static final Metric MAE = Metric.of(MetricKind.MAE);
  private static final Metric RMSE = Metric.of(MetricKind.RMSE);
  private static final Metric CONFUSION = Metric.of(MetricKind.CONFUSION);

  /** Where the class axis is, for labels of the shape {@code positions}. */
  private enum Axis {
    FIRST,
    LAST
  }

  /** A label and the classes in the order of their scores. */
  private record Case(int label, List<Integer> ranking) {
    int predicted() {
      return ranking.get(0);
    }

    boolean right() {
      return predicted() == label;
    }
  }

  @Property(tries = 300)
  void classMetricsAreTheirDefinitions(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int classes,
      @ForAll @IntRange(min = 1, max = 30) int examples,
      @ForAll @IntRange(min = 0, max = 3) int width,
      @ForAll Axis axis) {
    Random random = new Random(seed);
    List<Integer> labelShape = width == 0 ? List.of() : List.of(2, width);
    List<Integer> outputShape = new ArrayList<>(labelShape);
    outputShape.add(axis == Axis.FIRST ? 0 : outputShape.size(), classes);
    int positions = width == 0 ? 1 : 2 * width;
    boolean first = outputShape.subList(1, outputShape.size()).equals(labelShape);
    float[] scores = new float[examples * positions * classes];
    int[] labels = new int[examples * positions];
    List<Case> cases = new ArrayList<>();
    for (int example = 0; example < examples; example++) {
      for (int position = 0; position < positions; position++) {
        float[] own = new float[classes];
        for (int type = 0; type < classes; type++) {
          own[type] = random.nextInt(8) == 0 ? Float.NaN : random.nextInt(4); // with ties
          int place = first ? type * positions + position : position * classes + type;
          scores[example * positions * classes + place] = own[type];
        }
        int label = random.nextInt(classes);
        boolean counts = random.nextInt(6) > 0;
        labels[example * positions + position] = counts ? label : IGNORED;
        if (counts) {
          cases.add(new Case(label, ranking(own)));
        }
      }
    }
    int k = 1 + random.nextInt(classes);
    Metrics metrics =
        new Metrics(
            "y",
            "label",
            OptionalInt.of(IGNORED),
            List.of(Metric.ACCURACY, Metric.topK(k), CONFUSION, PRECISION, RECALL, F1));
    ClassTally tally = (ClassTally) metrics.tally(outputShape, true, labelShape).orElseThrow();
    for (int round = 0; round < 2; round++) { // what was before a reset leaves nothing
      tally.reset();
      int begin = 0;
      while (begin < examples) {
        int count = Math.min(examples - begin, 1 + random.nextInt(7));
        tally.add(
            Arrays.copyOfRange(
                scores, begin * positions * classes, (begin + count) * positions * classes),
            Arrays.copyOfRange(labels, begin * positions, (begin + count) * positions),
            count);
        begin += count;
      }
    }
    requireEqual(tally, cases, k, classes);
  }

  private static List<Integer> ranking(float[] scores) {
    Comparator<Integer> order =
        Comparator.comparing((Integer type) -> Float.isNaN(scores[type]) ? 1 : 0)
            .thenComparing(type -> -scores[type])
            .thenComparing(type -> type);
    return IntStream.range(0, scores.length).boxed().sorted(order).toList();
  }

  private static void requireEqual(ClassTally tally, List<Case> cases, int k, int classes) {
    double all = cases.size();
    Assume.that(all > 0);
    assertEquals(
        cases.stream().filter(Case::right).count() / all, tally.value(Metric.ACCURACY), 1e-15);
    assertEquals(
        cases.stream().filter(c -> c.ranking().subList(0, k).contains(c.label())).count() / all,
        tally.value(Metric.topK(k)),
        1e-15);
    TreeSet<Integer> seen = new TreeSet<>();
    cases.forEach(c -> seen.addAll(List.of(c.label(), c.predicted())));
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    for (int type : seen) {
      double hits = cases.stream().filter(c -> c.right() && c.label() == type).count();
      double predicted = cases.stream().filter(c -> c.predicted() == type).count();
      double labelled = cases.stream().filter(c -> c.label() == type).count();
      double p = predicted == 0 ? 0 : hits / predicted;
      double r = labelled == 0 ? 0 : hits / labelled;
      precision += p / seen.size();
      recall += r / seen.size();
      f1 += p + r == 0 ? 0 : 2 * p * r / (p + r) / seen.size();
    }
    assertEquals(precision, tally.value(PRECISION), 1e-12);
    assertEquals(recall, tally.value(RECALL), 1e-12);
    assertEquals(f1, tally.value(F1), 1e-12);
    ConfusionMatrix table = tally.confusion().orElseThrow();
    for (int label = 0; label < classes; label++) {
      for (int type = 0; type < classes; type++) {
        int row = label;
        int column = type;
        assertEquals(
            cases.stream().filter(c -> c.label() == row && c.predicted() == column).count(),
            table.count(label, type));
      }
    }
  }

  /** Four classes, of which one is never seen and one only predicted; by hand, as scikit-learn. */
  @Test
  void meansAreOverTheClassesThatOccur() {
    Metrics metrics = new Metrics("y", "label", List.of(PRECISION));
    ClassTally tally = (ClassTally) metrics.tally(List.of(4), true, List.of()).orElseThrow();
    int[] labels = {0, 0, 1, 1, 0};
    int[] predicted = {0, 1, 1, 2, 0};
    float[] scores = new float[5 * 4];
    for (int i = 0; i < 5; i++) {
      scores[4 * i + predicted[i]] = 1;
    }
    tally.add(scores, labels, 5);
    assertEquals((1 + 0.5 + 0) / 3, tally.value(PRECISION), 1e-15);
    assertEquals((2 / 3.0 + 0.5 + 0) / 3, tally.value(RECALL), 1e-15);
    assertEquals((0.8 + 0.5 + 0) / 3, tally.value(F1), 1e-15);
  }

  @Property(tries = 100)
  void errorsAreTheirDefinitionsHoweverTheyAreCut(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int examples) {
    Random random = new Random(seed);
    float[] predictions = new float[3 * examples];
    float[] targets = new float[3 * examples];
    double absolute = 0;
    double squared = 0;
    for (int i = 0; i < predictions.length; i++) {
      predictions[i] = (float) random.nextGaussian();
      targets[i] = (float) random.nextGaussian();
      absolute += Math.abs((double) predictions[i] - targets[i]) / predictions.length;
      squared += Math.pow((double) predictions[i] - targets[i], 2) / predictions.length;
    }
    Metrics metrics = new Metrics("y", "target", List.of(MAE, RMSE));
    ErrorTally whole = (ErrorTally) metrics.tally(List.of(3), false, List.of(3)).orElseThrow();
    whole.add(predictions, targets, predictions.length);
    assertEquals(absolute, whole.value(MAE), 1e-12);
    assertEquals(Math.sqrt(squared), whole.value(RMSE), 1e-12);
    ErrorTally cut = new ErrorTally();
    for (int i = 0; i < examples; i++) {
      cut.add(
          Arrays.copyOfRange(predictions, 3 * i, 3 * i + 3),
          Arrays.copyOfRange(targets, 3 * i, 3 * i + 3),
          3);
    }
    assertEquals(whole.value(MAE), cut.value(MAE), "to the bit");
    assertEquals(whole.value(RMSE), cut.value(RMSE), "to the bit");
  }

  @Test
  void betterIsHigherForSharesAndLowerForErrors() {
    assertTrue(Metric.ACCURACY.isBetter(0.9, 0.8));
    assertFalse(Metric.ACCURACY.isBetter(0.8, 0.8));
    assertTrue(RMSE.isBetter(0.1, 0.2));
    assertTrue(Metric.LOSS.isBetter(0.1, Double.NaN));
    assertFalse(Metric.LOSS.isBetter(Double.NaN, 0.1));
  }

  @Test
  void whatCannotBeMeasuredIsExplained() {
    assertMessage(
        "accuracy needs labels i32 and an output f32 with one axis more, that of the classes; found"
            + " labels f32[3] and an output f32[3]",
        () -> Metrics.require(Metric.ACCURACY, List.of(3), false, List.of(3)));
    assertMessage(
        "top_k(5) needs at least 5 classes, the output has 3",
        () -> Metrics.require(Metric.topK(5), List.of(3), true, List.of()));
    assertMessage(
        "confusion needs at most 1000 classes, the output has 1001",
        () -> Metrics.require(CONFUSION, List.of(1001), true, List.of()));
    assertMessage(
        "rmse needs a target f32[3] as the output it is compared with, found i32[]",
        () -> Metrics.require(RMSE, List.of(3), true, List.of()));
    assertMessage(
        "k of top_k must be a whole number of at least 1, found 1.5",
        () -> Metric.of(MetricKind.TOP_K, Map.of("k", List.of(1.5))));
    assertMessage("needs an argument 'k'", () -> Metric.of(MetricKind.TOP_K, Map.of()));
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable executable) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, executable).getMessage());
  }
}
