package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.json.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and what comes after it, on images of 4×4 pixels that are light above or below. */
class TrainingCommandsTest {
  @TempDir Path folder;
  private Path script;
  private Path weights;

  @BeforeEach
  void writeScriptAndData() throws IOException {
    script = Files.writeString(folder.resolve("halves.cnn"), Halves.SCRIPT);
    weights = folder.resolve("halves.safetensors");
    Halves.write(folder);
  }

  private CommandRun train(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", script.toString(), "--out", weights.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void trainsEvaluatesAndPredicts() throws IOException {
    CommandRun training = train();
    assertEquals(0, training.exitCode(), training.err());
    assertEquals(4, training.out().lines().filter(l -> l.startsWith("epoch ")).count());
    assertTrue(
        training.err().startsWith("training Halves: 60 examples, 34 parameters, "), training.err());
    assertFalse(training.err().contains("\r"), "a progress bar where there is no terminal");

    CommandRun eval = CommandRun.of("eval", script.toString(), "--weights", weights.toString());
    assertEquals("test accuracy 100.00 %\n", eval.out(), eval.err());

    Path image = folder.resolve("light_below.png");
    BufferedImage drawn = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 8; x++) {
      for (int y = 4; y < 8; y++) {
        drawn.getRaster().setSample(x, y, 0, 220);
      }
    }
    ImageIO.write(drawn, "png", image.toFile());
    String[] predict = {
      "predict", script.toString(), "--weights", weights.toString(), image.toString(), "--json"
    };
    CommandRun prediction = CommandRun.of(predict);
    assertEquals(0, prediction.exitCode(), prediction.err());
    Map<?, ?> first = (Map<?, ?>) ((List<?>) Json.parse(prediction.out())).get(0);
    assertEquals("below", first.get("label"));
    assertEquals(1L, first.get("class"));
  }

  @Test
  void threadsAndResumingChangeNoBit() throws IOException {
    assertEquals(0, train("--threads", "1").exitCode());
    byte[] straight = Files.readAllBytes(weights);
    assertEquals(0, train("--threads", "2").exitCode());
    assertArrayEquals(straight, Files.readAllBytes(weights));

    Files.delete(weights);
    Path log = folder.resolve("steps.jsonl");
    assertEquals(0, train("--epochs", "2", "--log", log.toString()).exitCode());
    // What a training that is killed in an epoch leaves: lines of it, the last one not whole.
    String cutOff = "{\"step\":17,\"epoch\":3,\"loss\":0.5}\n{\"step\":18,\"ep";
    Files.writeString(log, cutOff, StandardOpenOption.APPEND);
    CommandRun resumed = train("--resume", "--log", log.toString());
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertTrue(resumed.out().startsWith("epoch 3/4 "), resumed.out());
    assertArrayEquals(straight, Files.readAllBytes(weights));
    List<String> steps = Files.readAllLines(log);
    assertEquals(4 * 8, steps.size());
    Map<?, ?> last = (Map<?, ?>) Json.parse(steps.get(31));
    assertEquals(List.of(32L, 4L), List.of(last.get("step"), last.get("epoch")));
  }

  @Test
  void optionsTakeThePlaceOfSettings() {
    CommandRun run = train("--epochs", "1", "--batch", "60", "--lr", "0.1", "--seed", "5");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("epoch 1/1 "), run.out());
    CommandRun wrong = train("--epochs", "many");
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.err().contains("--epochs"), wrong.err());
    CommandRun none = train("--epochs", "0");
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("epochs"), none.err());
  }

  @Test
  void targetsThatCannotBeWrittenAreRefusedBeforeTheTraining() throws Exception {
    CommandRun log = train("--log", folder.resolve("absent/steps.jsonl").toString());
    assertEquals(1, log.exitCode());
    assertTrue(log.err().contains("there is no folder "), log.err());
    Path checkpoint = folder.resolve("halves.checkpoint.safetensors");
    Files.createDirectory(checkpoint);
    CommandRun run = train();
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains(checkpoint + " is a folder"), run.err());
    assertFalse(Files.exists(weights));
  }

  @Test
  void aLossThatIsNotFiniteEndsTheTrainingAndNamesTheStep() {
    CommandRun run = train("--lr", "1e38");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().matches("(?s).*step \\d+.*"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  /**
   * What Ctrl-C does, and the end of a terminal session: the last finished epoch is on the disk.
   */
  @Test
  void anInterruptedTrainingKeepsTheLastFinishedEpoch() throws Exception {
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcnnc.backend=scalar",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cnnc.compiler.command.Main",
                "train",
                script.toString(),
                "--epochs",
                "10000000",
                "--out",
                weights.toString())
            .redirectOutput(folder.resolve("lines.txt").toFile())
            .redirectError(errors.toFile())
            .start();
    for (int wait = 0; wait < 600 && !Files.exists(weights); wait++) {
      Thread.sleep(50);
    }
    process.destroy();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    String message = Files.readString(errors);
    assertTrue(message.contains("interrupted: the weights after epoch "), message);
    assertFalse(message.contains("weights: "), message);
    CommandRun eval = CommandRun.of("eval", script.toString(), "--weights", weights.toString());
    assertTrue(eval.out().startsWith("test accuracy "), eval.err());
  }

  @Test
  void weightsThatAreDamagedOrOfAnotherModelAreRefused() throws IOException {
    assertEquals(0, train().exitCode());
    byte[] whole = Files.readAllBytes(weights);
    Path half = folder.resolve("half.safetensors");
    Files.write(half, Arrays.copyOf(whole, whole.length - 20));
    Path image = folder.resolve("test.safetensors");
    for (Path wrong : List.of(half, image, folder.resolve("none.safetensors"))) {
      CommandRun run = CommandRun.of("eval", script.toString(), "--weights", wrong.toString());
      assertEquals(1, run.exitCode());
      assertTrue(run.err().contains(wrong.toString()), run.err());
      assertFalse(run.err().contains("internal error"), run.err());
    }
  }

  @Test
  void dataThatIsMissingOrDoesNotFitIsRefused() throws IOException {
    CommandRun missing = train("--data", folder.resolve("elsewhere").toString());
    assertEquals(1, missing.exitCode());
    assertTrue(missing.err().contains("train.safetensors"), missing.err());
    Files.writeString(script, Halves.SCRIPT.replace("[1, 4, 4]", "[1, 5, 5]"));
    CommandRun other = train();
    assertEquals(1, other.exitCode());
    assertTrue(other.err().contains("[1, 5, 5]"), other.err());
    assertFalse(other.err().contains("internal error"), other.err());
  }

  @Test
  void aCompiledJarHoldsTheNetwork() throws IOException {
    Path jar = folder.resolve("halves.jar");
    CommandRun run = CommandRun.of("compile", script.toString(), "-o", jar.toString());
    assertEquals(new CommandRun(0, "", ""), run);
    try (JarFile contents = new JarFile(jar.toFile())) {
      assertTrue(contents.stream().anyMatch(entry -> entry.getName().equals("Halves.class")));
    }
    assertEquals(
        1,
        CommandRun.of("compile", script.toString(), "-o", jar.toString(), "--class", "a b")
            .exitCode());
  }
}
