package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.text.Vocabulary;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training, measuring and predicting on tables of texts and of numbers. */
class TableCommandsTest {
  private static final String TEXTS =
      """
      model Mood(vocabulary: int = 40) {
        input tokens: i32[6]
        output logits = tokens |> embedding(vocabulary, 4) |> flatten |> linear(2)
      }

      data moods {
        format     = csv
        train      = "moods.tsv"
        test       = split(0.2)
        inputs     = "said"
        label      = "mood"
        tokenizer  = words(lowercase = true)
        vocabulary = 40
      }

      train Mood on moods {
        loss      = cross_entropy
        optimizer = adam(lr = 0.05)
        epochs    = 8
        batch     = 10
        seed      = 1
      }
      """;

  private static final String NUMBERS =
      """
      model Line {
        input x: f32[2]
        output y = x |> linear(1)
      }

      data points {
        format = csv
        train  = ("first.csv", "second.csv")
        test   = "test.csv"
        inputs = ("left", "right")
        target = "sum"
      }

      train Line on points {
        loss      = mse
        optimizer = sgd(lr = 0.1)
        epochs    = 60
        batch     = 10
      }
      """;

  @TempDir Path folder;
  private Path script;
  private Path weights;

  @BeforeEach
  void writeScriptAndData() throws IOException {
    script = Files.writeString(folder.resolve("mood.cnn"), TEXTS);
    weights = folder.resolve("mood.safetensors");
    Files.writeString(folder.resolve("moods.tsv"), moods(120, 1));
  }

  /** Texts in which one word of many tells the class. */
  private static String moods(int count, long seed) {
    List<String> glad = List.of("good", "fine", "lovely");
    List<String> sad = List.of("bad", "poor", "dull");
    List<String> fill = List.of("the", "day", "was", ",", "it's", "caf\u00e9");
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("id\tmood\tsaid\n");
    for (int i = 0; i < count; i++) {
      boolean happy = random.nextBoolean();
      List<String> words = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        words.add(fill.get(random.nextInt(fill.size())));
      }
      words.set(random.nextInt(4), (happy ? glad : sad).get(random.nextInt(3)));
      text.append(i).append('\t').append(happy ? "glad" : "sad").append("\t\"");
      text.append(String.join(" ", words)).append(" \"\"!\"\"\"\n");
    }
    return text.toString();
  }

  private CommandRun run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, script.toString()));
    arguments.addAll(List.of(command.equals("train") ? "--out" : "--weights", weights.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void textsAreTrainedOnMeasuredAndPredicted() throws IOException {
    CommandRun training = run("train");
    assertEquals(0, training.exitCode(), training.err());
    assertTrue(training.err().startsWith("training Mood: 96 examples, "), training.err());
    assertTrue(training.out().contains("test 100.00 %"), training.out());
    assertEquals("test accuracy 100.00 %\n", run("eval").out());

    CommandRun prediction = run("predict", "A LOVELY caf\u00e9", "the poor day", "--json");
    assertEquals(0, prediction.exitCode(), prediction.err());
    List<?> answers = (List<?>) Json.parse(prediction.out());
    Map<?, ?> first = (Map<?, ?>) answers.get(0);
    assertEquals(
        List.of("A LOVELY caf\u00e9", "glad", 0L),
        List.of(first.get("text"), first.get("label"), first.get("class")));
    assertEquals("sad", ((Map<?, ?>) answers.get(1)).get("label"));
  }

  @Test
  void withoutArgumentsEachLineOfStandardInputIsAText() {
    assertEquals(0, run("train").exitCode());
    CommandRun lines =
        withInput("the lovely day was\n\nit's the dull day\n", () -> run("predict", "--json"));
    List<?> answers = (List<?>) Json.parse(lines.out());
    assertEquals(3, answers.size());
    assertEquals("glad", ((Map<?, ?>) answers.get(0)).get("label"));
    assertEquals("sad", ((Map<?, ?>) answers.get(2)).get("label"));
    assertEquals(new CommandRun(0, "", ""), withInput("", () -> run("predict")));
    assertEquals(new CommandRun(0, "[]\n", ""), withInput("", () -> run("predict", "--json")));
  }

  private static CommandRun withInput(String text, Supplier<CommandRun> run) {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      return run.get();
    } finally {
      System.setIn(before);
    }
  }

  /** The vocabulary is that of the training, whatever has become of its data. */
  @Test
  void theVocabularyComesWithTheWeights() throws IOException {
    assertEquals(0, run("train").exitCode());
    TensorFile contents = SafeTensors.read(weights);
    List<String> tokens = Vocabulary.from(contents.metadata()).orElseThrow().tokens();
    assertTrue(tokens.containsAll(List.of("lovely", "it's", "caf\u00e9", "\"", "!")), "" + tokens);
    assertEquals("[\"glad\",\"sad\"]", contents.metadata().get("cnnc.labels"));
    String before = run("predict", "lovely day", "dull day").out();
    Files.writeString(folder.resolve("moods.tsv"), "mood\tsaid\nsad\tdull ! ! ! dull dull\n");
    assertEquals(before, run("predict", "lovely day", "dull day").out());
    Files.writeString(
        folder.resolve("moods.tsv"), "mood\tsaid\nsad\tdull ! ! !\nsad\tpoor poor poor day\n");
    assertEquals("test accuracy 100.00 %\n", run("eval").out());

    SafeTensors.write(weights, new TensorFile(contents.tensors(), Map.of()));
    for (String command : List.of("eval", "predict")) {
      CommandRun run = command.equals("eval") ? run(command) : run(command, "a text");
      assertEquals(1, run.exitCode());
      assertEquals(
          "cnnc: data moods: there are texts, but no vocabulary was kept with the weights\n",
          run.err());
    }
  }

  @Test
  void resumingChangesNoBitOfATrainingOnTexts() throws IOException {
    assertEquals(0, run("train").exitCode());
    byte[] straight = Files.readAllBytes(weights);
    assertEquals(0, run("train", "--epochs", "3", "--threads", "1").exitCode());
    CommandRun resumed = run("train", "--resume");
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertArrayEquals(straight, Files.readAllBytes(weights));
  }

  @Test
  void oneNameOnTheCommandLineSetsTheModelAndItsData() throws IOException {
    assertEquals(0, run("train", "--set", "vocabulary=9").exitCode());
    TensorFile contents = SafeTensors.read(weights);
    assertEquals(9, contents.tensors().get("embedding_1.weight").extent(0));
    assertEquals(9, Vocabulary.from(contents.metadata()).orElseThrow().size());
  }

  @Test
  void aRegressionOnNumbersPredictsRows() throws IOException {
    script = Files.writeString(folder.resolve("line.cnn"), NUMBERS);
    Random random = new Random(5);
    for (String file : List.of("first.csv", "second.csv", "test.csv")) {
      boolean turned = file.equals("second.csv");
      StringBuilder text = new StringBuilder(turned ? "sum,right,left\n" : "left,right,sum\n");
      for (int i = 0; i < 30; i++) {
        float left = random.nextInt(200) / 100f - 1;
        float right = random.nextInt(200) / 100f - 1;
        float sum = 2 * left - right + 0.5f;
        text.append(
            turned ? sum + "," + right + "," + left + "\n" : left + "," + right + "," + sum + "\n");
      }
      Files.writeString(folder.resolve(file), text);
    }
    CommandRun training = run("train");
    assertEquals(0, training.exitCode(), training.err());
    assertTrue(training.err().startsWith("training Line: 60 examples, "), training.err());

    Path rows = Files.writeString(folder.resolve("rows.csv"), "right,left\n1,1\n-0.5,2e0\n");
    CommandRun prediction = run("predict", rows.toString(), "--json");
    assertEquals(0, prediction.exitCode(), prediction.err());
    List<?> answers = (List<?>) Json.parse(prediction.out());
    double[] expected = {1.5, 5};
    for (int i = 0; i < 2; i++) {
      Map<?, ?> answer = (Map<?, ?>) answers.get(i);
      assertEquals(rows + " row " + (i + 1), answer.get("row"));
      double value = ((Number) ((List<?>) answer.get("values")).get(0)).doubleValue();
      assertEquals(expected[i], value, 1e-2);
    }
    assertTrue(run("predict", rows.toString()).out().startsWith(rows + " row 1  1."));
    Files.writeString(rows, "left,right\n1,2\n3,0x1p3\n");
    assertEquals(
        "cnnc: " + rows + ": line 3: column 'right' should hold a number, found '0x1p3'\n",
        run("predict", rows.toString()).err());
    CommandRun none = run("predict");
    assertEquals(2, none.exitCode());
    assertTrue(none.err().contains("EXAMPLE"), none.err());
  }

  @Test
  void damagedTablesEndInOneMessage() throws IOException {
    Path table = folder.resolve("moods.tsv");
    Map<String, String> expected =
        Map.of(
            "", ": empty; expected a first line that names the columns",
            "mood\tsiad\nglad\tgood\n", ": has no column 'said'; did you mean 'siad'?",
            "mood\tsaid\tsaid\nglad\tgood\tgood\n", ": has several columns 'said'",
            "mood\tsaid\nglad\n", ": line 2 has 1 field, the first line names 2 columns",
            "mood\tsaid\nglad\t\"good\n", ": line 2 has a quote that is never closed");
    expected.forEach(
        (text, message) -> {
          try {
            Files.writeString(table, text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          CommandRun run = run("train");
          assertEquals(1, run.exitCode());
          assertTrue(run.err().contains(table + message), run.err());
          assertEquals(1, run.err().lines().count(), run.err());
          assertFalse(Files.exists(weights));
        });
    Files.writeString(table, "mood\tsaid\nglad\tgood\n");
    assertTrue(run("train").err().contains("of 1 examples cannot be held out"));
    Files.writeString(table, "mood\tsaid\n");
    assertTrue(run("train").err().contains("of 0 examples cannot be held out"));
    Files.writeString(script, TEXTS.replace("split(0.2)", "\"moods.tsv\""));
    assertEquals("cnnc: data moods: the data set has no examples\n", run("train").err());
  }

  @Test
  void whatDoesNotFitTheModelIsExplained() throws IOException {
    assertRefused("\"said\"", "(\"said\", \"mood\")", "take 1 column, there are 2");
    String words = "  tokenizer  = words(lowercase = true)\n  vocabulary = 40\n";
    assertRefused(words, "", "take 6 columns, there are 1");
    assertRefused("test ", "labels = (\"sad\", \"merry\")\n  test ", "is of the class 'glad'");
    assertRefused("test ", "labels_file = \"none.txt\"\n  test ", "there is no file ");
  }

  private void assertRefused(String part, String instead, String message) throws IOException {
    Files.writeString(script, TEXTS.replace(part, instead));
    CommandRun run = run("train");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(run.err().contains("internal error"), run.err());
  }
}
