package dev.cnnc.runtime.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cnnc.runtime.fixture.LinearClassifier;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host with a pool of its own that trains several networks at once. */
class ConcurrentNetworksTest {
  private static final int FEATURES = 40;
  private static final int CLASSES = 30;
  private static final int BATCH = 16;

  private final CompiledModel model = new LinearClassifier(FEATURES, CLASSES);

  @Test
  @Timeout(60)
  void networksUsedAtOnceGiveTheBitsOfOneThreadAlone() throws Exception {
    int networks = 2 * Runtime.getRuntime().availableProcessors() + 1;
    ExecutorService pool = Executors.newFixedThreadPool(networks);
    try {
      List<Future<float[]>> trained = new ArrayList<>();
      for (int number = 0; number < networks; number++) {
        int seed = number;
        trained.add(pool.submit(() -> train(seed, 2)));
      }
      for (int number = 0; number < networks; number++) {
        assertArrayEquals(train(number, 1), trained.get(number).get(), "network " + number);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private float[] train(int seed, int threads) {
    try (Network network = Network.create(model, threads)) {
      network.initialize(seed);
      Random random = new Random(seed);
      float[] x = new float[BATCH * FEATURES];
      for (int step = 0; step < 100; step++) {
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) random.nextGaussian();
        }
        int[] label = random.ints(BATCH, 0, CLASSES).toArray();
        network.gradients(
            Map.of("x", Tensor.of(x, BATCH, FEATURES), "label", Tensor.ofIntegers(label, BATCH)),
            step);
        network.update(0.1f);
      }
      return network.variable("weight").value().floats();
    }
  }
}
