package dev.cnnc.runtime.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.fixture.LinearClassifier;
import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.metric.MetricKind;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.prepare.Augmentation;
import dev.cnnc.runtime.random.SplitMix64;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final int FEATURES = 6;
  private static final int CLASSES = 3;
  private static final Schedule COSINE =
      ScheduleKind.COSINE.create(Map.of("warmup_epochs", List.of(1.0)));
  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults()
          .withEpochs(4)
          .withBatch(8)
          .withSeed(11)
          .withSchedule(COSINE)
          .withMetrics(Metrics.accuracy("logits", "label"));

  @TempDir Path folder;

  /** Points around a centre for each class. */
  private static Dataset data(int examples, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    float[] x = new float[examples * FEATURES];
    int[] label = new int[examples];
    for (int n = 0; n < examples; n++) {
      label[n] = random.nextInt(CLASSES);
      for (int f = 0; f < FEATURES; f++) {
        x[n * FEATURES + f] =
            (float) (0.4 * random.nextGaussian() + (f % CLASSES == label[n] ? 1 : 0));
      }
    }
    return Dataset.of(
        Map.of(
            "x", Column.of(Tensor.of(x, examples, FEATURES)),
            "label", Column.of(Tensor.ofIntegers(label, examples))));
  }

  /** The same as images of one row, which come shifted, cut and mirrored. */
  private static Dataset augmented(int examples, long seed) {
    Dataset data = data(examples, seed);
    float[] x = new float[examples * FEATURES];
    for (int n = 0; n < examples; n++) {
      data.columns().get("x").read(n, x, n * FEATURES);
    }
    return data.with("x", Column.of(Tensor.of(x, examples, 1, 1, FEATURES)))
        .augment(
            "x",
            List.of(
                Augmentation.randomCrop(1, FEATURES, 1),
                Augmentation.randomFlip(0.5),
                Augmentation.randomRotate(10),
                Augmentation.cutout(1)));
  }

  private static Network network(int threads) {
    Network network = Network.create(new LinearClassifier(FEATURES, CLASSES), threads);
    network.initialize(5);
    return network;
  }

  private byte[] bytes(Network network) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    network.saveCheckpoint(file, Map.of());
    return Files.readAllBytes(file);
  }

  @Test
  void learnsWhatCanBeLearned() throws IOException {
    try (Network network = network(2)) {
      Dataset test = data(500, 2);
      Trainer trainer = new Trainer(network, data(300, 1), OPTIONS).testOn(test);
      double untrained = measure(network, test, 32).value(Metric.ACCURACY);
      EpochReport report = trainer.train().last().orElseThrow();
      assertTrue(untrained < 0.7, "untrained " + untrained);
      Measurement tested = report.test().orElseThrow();
      assertTrue(tested.value(Metric.ACCURACY) > 0.9, report.toString());
      assertTrue(report.train().value(Metric.ACCURACY) > 0.9, report.toString());
      Measurement again = measure(network, test, 7);
      assertEquals(tested.value(Metric.ACCURACY), again.value(Metric.ACCURACY));
      assertEquals(tested.loss(), again.loss(), 1e-6);
      assertEquals(500, again.examples());
    }
  }

  private static Measurement measure(Network network, Dataset data, int batch) {
    return new Evaluator(network, data, batch, OPTIONS.metrics()).measure();
  }

  /** With a rate of zero, all parameters are those that the test sees. */
  @Test
  void trainAndTestMeasureTheSameOnTheSameExamples() throws IOException {
    Metrics all =
        new Metrics(
            "logits", "label", List.of(Metric.ACCURACY, Metric.topK(2), Metric.of(MetricKind.F1)));
    try (Network network = network(2)) {
      TrainingOptions still =
          OPTIONS.withSchedule((step, perEpoch, epochs) -> 0).withEpochs(1).withMetrics(all);
      EpochReport report =
          new Trainer(network, data(50, 1), still).testOn(data(50, 1)).train().last().orElseThrow();
      Measurement test = report.test().orElseThrow();
      for (Metric metric : all.metrics()) {
        assertEquals(report.train().value(metric), test.value(metric), metric.text());
      }
      assertEquals(report.train().loss(), test.loss(), 1e-6);
      assertTrue(test.value(Metric.topK(2)) > test.value(Metric.ACCURACY), test.toString());
    }
  }

  @Test
  void theBitsAreTheSameForAnyNumberOfThreads() throws IOException {
    byte[] expected = null;
    for (int threads : new int[] {1, 2, 3, 1}) {
      try (Network network = network(threads)) {
        new Trainer(network, augmented(101, 1), OPTIONS).train();
        byte[] bytes = bytes(network);
        expected = expected == null ? bytes : expected;
        assertArrayEquals(expected, bytes, threads + " threads");
      }
    }
  }

  /** An example is another one in each epoch, and itself where it is tested. */
  @Test
  void examplesAreAugmentedInTrainingOnly() throws IOException {
    try (Network plain = network(1);
        Network changed = network(1)) {
      new Trainer(plain, data(101, 1), OPTIONS).train();
      new Trainer(changed, augmented(101, 1), OPTIONS).train();
      assertFalse(Arrays.equals(bytes(plain), bytes(changed)));
      assertEquals(
          measure(plain, data(50, 2), 8).values(), measure(plain, augmented(50, 2), 8).values());
    }
  }

  @Test
  void aResumedTrainingEndsWithTheSameBits() throws IOException {
    byte[] expected;
    try (Network network = network(1)) {
      new Trainer(network, augmented(61, 1), OPTIONS).train();
      expected = bytes(network);
    }
    Path file = folder.resolve("checkpoint.safetensors");
    try (Network network = network(1)) {
      Trainer trainer = new Trainer(network, augmented(61, 1), OPTIONS);
      trainer.afterEpoch(
          report -> {
            trainer.checkpoint().save(file, network, Map.of());
            if (report.epoch() == 2) {
              trainer.stop();
            }
          });
      TrainingResult result = trainer.train();
      assertEquals(2, result.finishedEpochs());
      assertTrue(result.stopped());
    }
    try (Network network = network(2)) {
      network.initialize(99);
      List<Integer> epochs = new ArrayList<>();
      TrainingResult result =
          new Trainer(network, augmented(61, 1), OPTIONS)
              .afterEpoch(report -> epochs.add(report.epoch()))
              .resume(file)
              .train();
      assertEquals(List.of(3, 4), epochs);
      assertFalse(result.stopped());
      assertArrayEquals(expected, bytes(network));
      assertMessage(
          "seed 11 and batch 8, this training has seed 12 and batch 8",
          () -> new Trainer(network, augmented(61, 1), OPTIONS.withSeed(12)).resume(file));
      network.saveCheckpoint(file, Map.of());
      IOException thrown =
          assertThrows(
              IOException.class,
              () -> new Trainer(network, augmented(61, 1), OPTIONS).resume(file));
      assertTrue(thrown.getMessage().contains("no checkpoint"), thrown.getMessage());
    }
  }

  @Test
  void stoppingEndsAfterTheStepAndForgetsTheEpoch() throws IOException {
    try (Network network = network(2)) {
      Trainer trainer = new Trainer(network, data(64, 1), OPTIONS);
      List<Long> steps = new ArrayList<>();
      List<Integer> epochs = new ArrayList<>();
      trainer
          .afterEpoch(report -> epochs.add(report.epoch()))
          .listener(
              new TrainingListener() {
                @Override
                public void step(
                    long step, int epoch, double loss, double mean, double examplesPerSecond) {
                  steps.add(step);
                  if (step == 11) {
                    trainer.stop();
                  }
                }
              });
      TrainingResult result = trainer.train();
      assertEquals(11, steps.size());
      assertEquals(List.of(1), epochs);
      assertEquals(1, result.finishedEpochs());
      assertTrue(result.stopped());
    }
  }

  /** The loss of an epoch weighs examples, not batches: the last batch is smaller. */
  @Test
  void reportsAreMeansOverExamples() throws IOException {
    try (Network network = network(2)) {
      List<String> events = new ArrayList<>();
      double[] sum = new double[1];
      new Trainer(network, data(19, 1), OPTIONS.withEpochs(2))
          .testOn(data(10, 2))
          .listener(
              new TrainingListener() {
                @Override
                public void started(int first, int epochs, int stepsPerEpoch, int examples) {
                  events.add(
                      "started " + first + " " + epochs + " " + stepsPerEpoch + " " + examples);
                }

                @Override
                public void step(
                    long step, int epoch, double loss, double mean, double examplesPerSecond) {
                  events.add("step " + step + " " + epoch);
                  sum[0] += loss * (step % 3 == 0 ? 3 : 8);
                  assertTrue(examplesPerSecond > 0);
                  if (step % 3 == 1) {
                    assertEquals(loss, mean, 1e-12);
                  }
                }

                @Override
                public void epoch(EpochReport report) {
                  events.add("epoch " + report.epoch() + " " + report.steps());
                  assertEquals(sum[0] / 19, report.train().loss(), 1e-9);
                  assertEquals(
                      0, report.train().value(Metric.ACCURACY) * 19 % 1, 1e-9, "19 examples");
                  assertEquals(
                      0, report.test().orElseThrow().value(Metric.ACCURACY) * 10 % 1, 1e-9);
                  sum[0] = 0;
                }
              })
          .train();
      assertEquals(
          List.of(
              "started 1 2 3 19",
              "step 1 1",
              "step 2 1",
              "step 3 1",
              "epoch 1 3",
              "step 4 2",
              "step 5 2",
              "step 6 2",
              "epoch 2 6"),
          events);
    }
  }

  @Test
  void aLossThatIsNoNumberEndsTheTrainingBeforeItDoesHarm() throws IOException {
    float[] x = new float[20 * FEATURES];
    x[13 * FEATURES] = Float.NaN;
    Dataset data =
        Dataset.of(
            Map.of(
                "x", Column.of(Tensor.of(x, 20, FEATURES)),
                "label", Column.of(Tensor.zeroIntegers(20))));
    try (Network network = network(1)) {
      Trainer trainer = new Trainer(network, data, OPTIONS.withBatch(4).withShuffle(false));
      var thrown = assertThrows(DivergenceException.class, trainer::train);
      assertEquals(4, thrown.step());
      assertTrue(
          thrown.getMessage().startsWith("the loss is NaN at step 4 (epoch 1);"),
          thrown.getMessage());
      for (float value : network.variable("weight").value().floats()) {
        assertTrue(Float.isFinite(value));
      }
    }
  }

  @Test
  void aStepAllocatesNothing() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] atStep = new long[2001];
    try (Network network = network(1)) {
      new Trainer(network, augmented(1000, 1), OPTIONS.withBatch(10).withEpochs(20))
          .listener(
              new TrainingListener() {
                @Override
                public void step(
                    long step, int epoch, double loss, double mean, double examplesPerSecond) {
                  atStep[(int) step] =
                      threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                }
              })
          .train();
    }
    long least = Long.MAX_VALUE;
    for (int epoch = 0; epoch < 20; epoch++) { // epochs and warm-up may allocate
      least = Math.min(least, atStep[epoch * 100 + 100] - atStep[epoch * 100 + 1]);
    }
    // The JVM may allocate a little for itself; an object a step would be at least 16 bytes each.
    assertTrue(least < 99 * 16, least + " bytes in 99 steps");
  }

  @Test
  void dataThatDoNotSuitAreExplained() {
    try (Network network = network(1)) {
      Column x = Column.of(Tensor.zeros(2, FEATURES));
      Column label = Column.of(Tensor.ofIntegers(new int[] {0, 3}, 2));
      assertMessage(
          "no column for the input 'label'; it has [x]",
          () -> new Trainer(network, Dataset.of(Map.of("x", x)), OPTIONS));
      assertMessage(
          "example 1 of the data set has the label 3, output 'logits' has the classes 0 to 2",
          () -> new Trainer(network, Dataset.of(Map.of("x", x, "label", label)), OPTIONS));
      assertMessage(
          "input 'x' is f32[6], the data set has f32[5]",
          () ->
              new Trainer(
                  network,
                  Dataset.of(Map.of("x", Column.of(Tensor.zeros(2, 5)), "label", label)),
                  OPTIONS));
      assertMessage(
          "no output 'score'",
          () ->
              new Trainer(
                  network,
                  Dataset.of(Map.of("x", x, "label", Column.of(Tensor.zeroIntegers(2)))),
                  OPTIONS.withMetrics(Metrics.accuracy("score", "label"))));
      assertMessage("at least one epoch", () -> OPTIONS.withEpochs(0));
    }
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    RuntimeException thrown = assertThrows(RuntimeException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
