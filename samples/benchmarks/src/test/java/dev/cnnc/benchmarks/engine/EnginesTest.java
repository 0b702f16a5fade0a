package dev.cnnc.benchmarks.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.benchmarks.network.Exchange;
import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.benchmarks.network.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts and the operations describe the same networks. */
class EnginesTest {
  private static final int BATCH = 2;

  @TempDir private Path folder;

  static List<NetworkGraph> networks() {
    return Networks.all();
  }

  /** What is measured is what users get. */
  @Test
  void commandHasTheSameOptions() throws IOException {
    String command = Files.readString(Path.of("../../cnnc"));
    for (String option : Engines.CNNC.javaOptions(1)) {
      assertTrue(command.contains(option), option);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void scriptAndOperationsAgree(NetworkGraph network) throws Exception {
    Exchange.write(folder, network, 3);
    Task task = Task.read(folder, network, false, 1);
    try (Engine script = Engines.CNNC.load(task);
        Engine operations = Engines.ONNX_RUNTIME.load(task)) {
      assertArrayEquals(script.logits(BATCH), operations.logits(BATCH), 1e-3f);
    }
  }
}
