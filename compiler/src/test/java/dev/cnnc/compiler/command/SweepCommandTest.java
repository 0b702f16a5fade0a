package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings by experiment on images that are light above or below. */
class SweepCommandTest {
  private static final String MODEL =
      """
      model Halves(kernel: int[2] = 3, filters: int = 2, name: string = "a") {
        input image: f32[1, 4, 4]
        assert name != "b, \\"c\\"", "this name is \\"no\\" good, it has a comma"
        output logits = image |> conv2d(filters, kernel = kernel) |> relu |> flatten |> linear(2)
      }
      """;

  @TempDir Path folder;
  private Path script;
  private Path csv;
  private Path json;

  @BeforeEach
  void writeScriptAndData() throws IOException {
    Halves.write(folder);
    String rest = Halves.SCRIPT.substring(Halves.SCRIPT.indexOf("data halves"));
    script = Files.writeString(folder.resolve("halves.cnn"), MODEL + "\n" + rest);
    csv = folder.resolve("table.csv");
    json = folder.resolve("table.sweep.json");
  }

  private CommandRun sweep(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("sweep", script.toString(), "--out", csv.toString(), "--epochs", "1"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static List<?> rows(String json) {
    return (List<?>) Json.parse(json);
  }

  private static Object member(Object row, String name) {
    return ((Map<?, ?>) row).get(name);
  }

  @Test
  void allCombinationsAreTrainedAndTheBestComesFirst() throws IOException {
    CommandRun run =
        sweep("--set", "kernel=(3,1),(1,3)", "--set", "lr=0.0,0.1,0.5", "--set", "epochs_=1");
    assertEquals(1, run.exitCode(), "a setting that there is not");
    run = sweep("--set", "kernel=(3,1),3", "--set", "lr=0.0,0.5", "--set", "filters=1");
    assertEquals(0, run.exitCode(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(2 + 4, lines.size(), run.out());
    assertTrue(
        lines
            .get(0)
            .matches(
                " +kernel +lr +filters +parameters +multiply-adds +train loss +train accuracy"
                    + " +test loss +test accuracy +s/epoch +s"),
        run.out());
    assertTrue(lines.get(2).startsWith("*"), run.out());
    assertEquals(1, lines.stream().filter(line -> line.startsWith("*")).count());
    List<String> table = Files.readAllLines(csv);
    assertEquals(
        "rank,kernel,lr,filters,parameters,multiply_adds,train_loss,train_accuracy,test_loss,"
            + "test_accuracy,seconds_per_epoch,seconds,error",
        table.get(0));
    List<?> rows = (List<?>) member(Json.parse(Files.readString(json)), "rows");
    assertEquals(4, rows.size());
    double before = 2;
    for (Object row : rows) {
      double accuracy = ((Number) member(row, "test_accuracy")).doubleValue();
      assertTrue(accuracy <= before, run.out());
      before = accuracy;
      boolean wide = member(member(row, "settings"), "kernel").equals("3");
      // The kernel and its bias, then a linear layer from what is left of 4x4 pixels to two scores.
      assertEquals(
          wide ? 9 + 1 + 4 * 2 + 2 : 3 + 1 + 8 * 2 + 2,
          ((Number) member(row, "parameters")).longValue());
    }
  }

  /** As {@code train} does it: the same settings and seed give the same numbers. */
  @Test
  void aCombinationIsTrainedAsTrainTrainsIt() {
    List<?> rows = rows(sweep("--set", "filters=3", "--json").out());
    Path weights = folder.resolve("w.safetensors");
    String[] train = {
      "train", script.toString(), "--set", "filters=3", "--epochs", "1", "--out", weights.toString()
    };
    assertEquals(0, CommandRun.of(train).exitCode());
    String[] eval = {
      "eval", script.toString(), "--set", "filters=3", "--weights", weights.toString(), "--json"
    };
    Object measured = Json.parse(CommandRun.of(eval).out());
    assertEquals(member(measured, "accuracy"), member(rows.get(0), "test_accuracy"));
    assertEquals(member(measured, "loss"), member(rows.get(0), "test_loss"));
  }

  @Test
  void whatFailsIsARowWithItsReasonAndCellsAreQuoted() throws IOException {
    CommandRun run = sweep("--set", "kernel=5,3", "--set", "name=\"a\",\"b, \\\"c\\\"\"");
    assertEquals(0, run.exitCode(), run.err());
    List<String> table = Files.readAllLines(csv);
    assertEquals(5, table.size());
    assertTrue(table.get(1).startsWith("1,3,\"\"\"a\"\"\","), table.toString());
    assertTrue(table.get(2).startsWith(",5,"), "the order in which they failed: " + table);
    assertTrue(
        table.get(4).startsWith(",3,\"\"\"b, \\\"\"c\\\"\"\"\"\",")
            && table.get(4).endsWith(",\"this name is \"\"no\"\" good, it has a comma\""),
        table.toString());
    CommandRun none = sweep("--set", "kernel=5,6");
    assertEquals(1, none.exitCode(), "all failed");
    CommandRun diverged = sweep("--set", "lr=1e38,0.1", "--set", "epochs=2");
    assertEquals(2, diverged.exitCode(), "epochs twice");
    diverged = sweep("--set", "lr=1e38,0.1");
    assertEquals(0, diverged.exitCode(), diverged.err());
    assertTrue(diverged.out().contains("the loss is "), diverged.out());
  }

  @Test
  void aNameThatIsNotKnownEndsTheSweepAndSuggestsAnother() {
    CommandRun run = sweep("--set", "filter=1,2");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("did you mean filters?"), run.err());
    assertFalse(Files.exists(csv));
    assertEquals(2, sweep().exitCode());
    CommandRun missing = sweep("--set", "filters=1,,2");
    assertEquals(1, missing.exitCode());
    assertTrue(missing.err().contains("expected values with commas between them"), missing.err());
    assertEquals(2, sweep("--set", "filters=1", "--random", "0").exitCode());
  }

  @Test
  void aSweepThatIsResumedTrainsOnlyWhatIsMissing() throws IOException {
    assertEquals(0, sweep("--set", "filters=1,2").exitCode());
    String first = Files.readString(json);
    CommandRun resumed = sweep("--set", "filters=1,2,3", "--resume");
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertEquals(1, resumed.err().lines().filter(line -> line.startsWith("[")).count());
    assertTrue(resumed.err().contains("[3/3] filters=3: accuracy "), resumed.err());
    List<?> rows = (List<?>) member(Json.parse(Files.readString(json)), "rows");
    assertEquals(3, rows.size());
    for (Object row : (List<?>) member(Json.parse(first), "rows")) {
      assertTrue(rows.contains(row), "times included: " + row);
    }
    CommandRun other = sweep("--set", "filters=1,2", "--resume", "--model", "Halves");
    assertEquals(1, other.exitCode());
    assertTrue(other.err().contains("made with another model"), other.err());
    Files.writeString(script, Files.readString(script).replace("batch     = 8", "batch = 4"));
    CommandRun changed = sweep("--set", "filters=1,2", "--resume");
    assertEquals(1, changed.exitCode());
    assertTrue(changed.err().contains("made with another script"), changed.err());
    Files.writeString(json, "{\"rows\": 3}");
    assertEquals(1, sweep("--set", "filters=1,2", "--resume").exitCode());
  }

  /**
   * Ctrl-C in the middle: what is finished is on the disk, whole, and the rest is trained later.
   */
  @Test
  void anInterruptedSweepLosesNothingThatIsFinished() throws Exception {
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcnnc.backend=scalar",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cnnc.compiler.command.Main",
                "sweep",
                script.toString(),
                "--set",
                "epochs=1,10000000",
                "--out",
                csv.toString())
            .redirectOutput(folder.resolve("lines.txt").toFile())
            .redirectError(errors.toFile())
            .start();
    for (int wait = 0; wait < 600 && !Files.exists(csv); wait++) {
      Thread.sleep(50);
    }
    Thread.sleep(200); // into the second training
    process.destroy();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    String message = Files.readString(errors);
    assertTrue(message.contains("interrupted: 1 of 2 combinations are in "), message);
    assertEquals(2, Files.readAllLines(csv).size());
    String[] resume = {
      "sweep", script.toString(), "--set", "epochs=1,2", "--out", csv.toString(), "--resume"
    };
    CommandRun resumed = CommandRun.of(resume);
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertFalse(resumed.err().contains("[1/2]"), resumed.err());
    assertEquals(3, Files.readAllLines(csv).size());
  }

  /** Class loaders and threads of a combination go with it. */
  @Test
  void nothingIsKeptOfACombinationButItsRow() throws InterruptedException {
    int threads = Thread.activeCount();
    assertEquals(0, sweep("--set", "filters=1,2", "--threads", "2").exitCode());
    long unloaded = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
    assertEquals(0, sweep("--set", "filters=1,2,3,4,5,6", "--threads", "2").exitCode());
    assertEquals(threads, Thread.activeCount());
    long before = unloaded;
    for (int wait = 0; wait < 50 && unloaded - before < 6; wait++) {
      System.gc();
      Thread.sleep(20);
      unloaded = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
    }
    assertTrue(unloaded - before >= 6, (unloaded - before) + " classes were released");
  }

  @Test
  void combinationsAreCountedOutOrPicked() {
    Combinations all =
        Combinations.of(new java.util.LinkedHashMap<>(Map.of("kernel", "(3,1), (5, 5),3")));
    assertEquals(List.of("(3,1)", "(5, 5)", "3"), all.choices().get("kernel"));
    Combinations grid = new Combinations(Map.of("a", List.of("1", "2", "3", "4", "5", "6", "7")));
    for (int seed = 0; seed < 20; seed++) {
      List<Map<String, String>> picked = grid.random(3, seed);
      assertEquals(picked, grid.random(3, seed));
      assertEquals(3, Set.copyOf(picked).size());
      assertTrue(grid.all().containsAll(picked));
    }
    assertEquals(grid.all(), grid.random(9, 1));
    assertEquals(
        List.of("\"a,b\"", "f(1, \"(\")", "c"), Combinations.split("\"a,b\",f(1, \"(\"),c"));
  }
}
