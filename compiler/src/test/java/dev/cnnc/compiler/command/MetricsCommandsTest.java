package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics and checkpoints of train blocks, as training and {@code eval} print them. */
class MetricsCommandsTest {
  @TempDir Path folder;
  private Path script;
  private Path weights;

  @BeforeEach
  void writeData() throws IOException {
    Halves.write(folder);
    script = folder.resolve("halves.cnn");
    weights = folder.resolve("halves.safetensors");
  }

  /** The script with more settings in its train block. */
  private void write(String settings) throws IOException {
    Files.writeString(script, Halves.SCRIPT.replace("  seed      = 3", "  seed = 3\n" + settings));
  }

  private CommandRun train(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", script.toString(), "--out", weights.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun eval(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("eval", script.toString(), "--weights", weights.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void withoutMetricsTheLossAndTheAccuracyAreOnOneLine() throws IOException {
    write("");
    String out = train("--epochs", "1").out();
    assertTrue(
        out.matches(
            "epoch 1/1  loss \\d\\.\\d{4} \\(test \\d\\.\\d{4}\\)  train \\d+\\.\\d\\d %"
                + "  test \\d+\\.\\d\\d %  \\d+\\.\\d s\n"),
        out);
    assertTrue(eval().out().matches("test accuracy \\d+\\.\\d\\d %\n"), eval().out());
  }

  @Test
  void chosenMetricsArePrintedForTrainAndTest() throws IOException {
    write("  metrics = (accuracy, top_k(2), confusion, f1)");
    CommandRun run = train("--epochs", "2");
    assertEquals(0, run.exitCode(), run.err());
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(0).matches("epoch 1/2  \\d+\\.\\d s"), run.out());
    assertTrue(
        lines
            .get(1)
            .matches("  train  loss \\S+  accuracy \\S+ %  top_k\\(2\\) 100.00 %  f1 \\S+ %"),
        run.out());
    assertTrue(lines.get(2).startsWith("  test   loss "), run.out());
    assertEquals("label \\ predicted  above  below", lines.get(7), "after the last epoch");
    assertEquals(11, lines.size(), run.out());
  }

  /** The numbers by which a class is judged follow from its row and column of the table. */
  @Test
  void evalPrintsAllMetricsWithTheNamesOfTheClasses() throws IOException {
    write("  metrics = (accuracy, confusion, precision, recall, f1, loss)");
    assertEquals(0, train("--epochs", "1", "--lr", "0.001").exitCode());
    Map<?, ?> data = (Map<?, ?>) Json.parse(eval("--json").out());
    List<List<Long>> table = new ArrayList<>();
    for (Object row : (List<?>) data.get("confusion")) {
      table.add(((List<?>) row).stream().map(Long.class::cast).toList());
    }
    double hits = table.get(0).get(0) + table.get(1).get(1);
    assertEquals(20L, data.get("examples"));
    assertEquals(20, table.stream().flatMap(List::stream).mapToLong(n -> n).sum());
    assertEquals(hits / 20, (Double) data.get("accuracy"), 1e-12);
    Map<?, ?> above = (Map<?, ?>) ((List<?>) data.get("classes")).get(0);
    assertEquals("above", above.get("label"));
    double found = table.get(0).get(0);
    assertEquals(
        found == 0 ? 0 : found / (found + table.get(1).get(0)),
        ((Number) above.get("precision")).doubleValue(),
        1e-12);
    assertEquals(
        found / (found + table.get(0).get(1)), ((Number) above.get("recall")).doubleValue(), 1e-12);
    String text = eval().out();
    assertTrue(text.startsWith("test accuracy "), text);
    assertTrue(text.contains("\ntest f1 "), text);
    assertTrue(text.contains("\nclass  examples  precision "), text);
    assertTrue(text.contains("\nlabel \\ predicted  above  below\n"), text);
  }

  /** The errors are taken of what the loss names: the second output and its column. */
  @Test
  void aRegressionIsMeasuredByWhatItsLossTakes() throws IOException {
    Random random = new Random(5);
    float[] x = new float[30 * 2];
    float[] sum = new float[30];
    for (int i = 0; i < 30; i++) {
      x[2 * i] = random.nextFloat();
      x[2 * i + 1] = random.nextFloat();
      sum[i] = x[2 * i] + x[2 * i + 1];
    }
    SafeTensors.write(
        folder.resolve("sums.safetensors"),
        new TensorFile(Map.of("x", Tensor.of(x, 30, 2), "total", Tensor.of(sum, 30, 1)), Map.of()));
    script = folder.resolve("sums.cnn");
    Files.writeString(
        script,
        """
        model Sums {
          input x: f32[2]
          hidden = x |> linear(1) as weights
          output twice = hidden * 2
          output y = hidden
        }
        data sums {
          format = safetensors
          train  = "sums.safetensors"
          test   = "sums.safetensors"
        }
        train Sums on sums {
          loss       = mse(y, total)
          optimizer  = sgd(lr = 0.1)
          epochs     = 3
          metrics    = (rmse, mae)
          checkpoint = best(rmse)
        }
        """);
    CommandRun run = train();
    assertEquals(0, run.exitCode(), run.err());
    Map<?, ?> data = (Map<?, ?>) Json.parse(eval("--json").out());
    double rmse = (Double) data.get("rmse");
    assertEquals((Double) data.get("loss"), rmse * rmse, 1e-6);
    assertTrue((Double) data.get("mae") <= rmse, data.toString());
    assertTrue(eval().out().matches("test rmse \\S+\ntest mae \\S+\n"), eval().out());
  }

  /** A label for each of three positions; those that the loss ignores are not counted. */
  @Test
  void labelsOfPositionsCountUnlessTheLossIgnoresThem() throws IOException {
    Random random = new Random(7);
    float[] x = new float[20 * 4 * 3];
    int[] labels = new int[20 * 3];
    int counted = 0;
    int right = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
    }
    for (int place = 0; place < labels.length; place++) {
      labels[place] = random.nextInt(5) - 1; // -1 does not count
      int start = place / 3 * 4 * 3 + place % 3;
      int best = 0;
      for (int type = 1; type < 4; type++) {
        best = x[start + 3 * type] > x[start + 3 * best] ? type : best;
      }
      counted += labels[place] < 0 ? 0 : 1;
      right += labels[place] == best ? 1 : 0;
    }
    SafeTensors.write(
        folder.resolve("places.safetensors"),
        new TensorFile(
            Map.of("x", Tensor.of(x, 20, 4, 3), "label", Tensor.ofIntegers(labels, 20, 3)),
            Map.of()));
    script = folder.resolve("places.cnn");
    Files.writeString(
        script,
        """
        model Places {
          input x: f32[4, 3]
          param size: f32[] = ones
          output logits[k, p] = size * x[k, p]
        }
        data places {
          format = safetensors
          train  = "places.safetensors"
          test   = "places.safetensors"
        }
        train Places on places {
          loss      = cross_entropy(ignore_index = -1)
          optimizer = sgd(lr = 0.1)
          batch     = 7
        }
        """);
    CommandRun run = train();
    assertEquals(0, run.exitCode(), run.err());
    Map<?, ?> data = (Map<?, ?>) Json.parse(eval("--json").out());
    assertEquals((double) right / counted, (Double) data.get("accuracy"), 1e-12);
  }

  /** Steps that are too long: the loss goes up and down, and the best epoch is not the last. */
  @Test
  void theBestEpochIsKeptAlsoByATrainingThatIsResumed() throws IOException {
    write("  metrics = loss\n  checkpoint = best(loss)");
    String[] wild = {"--lr", "8", "--epochs", "12"};
    CommandRun run = train(wild);
    assertEquals(0, run.exitCode(), run.err());
    byte[] straight = Files.readAllBytes(weights);
    List<Double> losses = new ArrayList<>();
    Matcher test = Pattern.compile("\\(test (\\S+)\\)").matcher(run.out());
    while (test.find()) {
      losses.add(Double.valueOf(test.group(1)));
    }
    double best = losses.stream().min(Double::compare).orElseThrow();
    assertTrue(losses.indexOf(best) < 11, "the last is the best, choose another rate: " + losses);
    Map<?, ?> data = (Map<?, ?>) Json.parse(eval("--json").out());
    assertEquals(best, (Double) data.get("loss"), Math.max(1e-4, 1e-3 * best));

    int half = losses.indexOf(best) + 1;
    assertTrue(
        run.err().contains("the weights after epoch " + half + ", the best so far (loss "),
        run.err());
    Files.delete(weights);
    assertEquals(0, train("--lr", "8", "--epochs", String.valueOf(half)).exitCode());
    CommandRun resumed = train("--lr", "8", "--epochs", "12", "--resume");
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertArrayEquals(straight, Files.readAllBytes(weights));
  }

  @Test
  void whatCannotBeMeasuredIsAnErrorAtItsPlace() throws IOException {
    write("  metrics = (rmse, top_k(3), top_k(0.5), acuracy)\n  checkpoint = best(confusion)");
    CommandRun run = CommandRun.of("check", script.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().isEmpty() || run.out().isEmpty());
    String found = run.out() + run.err();
    assertTrue(found.contains("rmse needs a target f32[2] as the output"), found);
    assertTrue(found.contains("top_k(3) needs at least 3 classes, the output has 2"), found);
    assertTrue(found.contains("k of top_k must be a whole number of at least 1"), found);
    assertTrue(found.contains("did you mean accuracy?"), found);
    assertTrue(found.contains("confusion is a table, of which none is the best"), found);
  }

  @Test
  void theBestEpochNeedsExamplesToTestOn() throws IOException {
    write("  checkpoint = best(accuracy)");
    Files.writeString(script, Files.readString(script).replaceAll("(?m)^  test +=.*\n", ""));
    CommandRun run = train();
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("data halves has none"), run.err());
  }
}
