package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that look at a script without running it. */
class ScriptCommandsTest {
  private static final String LENET = "../samples/mnist/lenet.cnn";
  private static final String CUSTOM = "../samples/custom/custom_layers.cnn";

  @TempDir Path folder;

  @Test
  void theSamplesAreInOrder() {
    assertEquals(new CommandRun(0, "", ""), CommandRun.of("check", LENET, CUSTOM));
  }

  @Test
  void checkReportsEverythingAtOnceAndAsJson() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("bad.cnn"),
            "model A {\n  input x: f32[3]\n  output y = x |> rellu\n}\n"
                + "model B {\n  input x: f32[3]\n  output y = x |> linear(feature = 2)\n}\n");
    CommandRun text = CommandRun.of("check", script.toString());
    assertEquals(1, text.exitCode());
    assertTrue(text.err().contains(script + ":3:"), text.err());
    assertTrue(text.err().contains(script + ":7:"), text.err());
    CommandRun json = CommandRun.of("check", "--json", script.toString());
    assertEquals(1, json.exitCode());
    List<?> found = (List<?>) Json.parse(json.out());
    assertEquals(
        Set.of(3L, 7L),
        found.stream().map(entry -> ((Map<?, ?>) entry).get("line")).collect(Collectors.toSet()));
    assertEquals("", json.err());
  }

  @Test
  void summaryCountsTheParametersOfLeNet() {
    CommandRun run = CommandRun.of("summary", LENET);
    assertEquals(0, run.exitCode(), run.err());
    // 20·25 + 20, 50·20·25 + 50, 500·800 + 500, 10·500 + 10
    String total = String.format(Locale.ROOT, "%,d", 520 + 25_050 + 400_500 + 5_010);
    assertTrue(
        run.out().lines().anyMatch(l -> l.matches("total +" + total + " +[\\d,]+")), run.out());
    assertTrue(run.out().contains("conv2d_2"), run.out());
    Map<?, ?> json = (Map<?, ?>) Json.parse(CommandRun.of("summary", "--json", LENET).out());
    // 20·24·24·25, 50·8·8·500, 500·800, 10·500
    assertEquals(288_000L + 1_600_000 + 400_000 + 5_000, json.get("multiplyAdds"));
  }

  @Test
  void summaryTakesParametersOfTheModel() {
    CommandRun run = CommandRun.of("summary", LENET, "--set", "classes=47");
    assertTrue(run.out().contains("[47]"), run.out() + run.err());
  }

  @Test
  void graphsAreDrawn() throws IOException {
    Path svg = folder.resolve("lenet.svg");
    assertEquals(0, CommandRun.of("graph", LENET, "-o", svg.toString()).exitCode());
    assertTrue(Files.readString(svg).contains("conv2d_1"));
    Path dot = folder.resolve("lenet.dot");
    assertEquals(0, CommandRun.of("graph", LENET, "--backward", "-o", dot.toString()).exitCode());
    assertTrue(Files.readString(dot).contains("grad"));
    assertEquals(1, CommandRun.of("graph", LENET, "-o", "lenet.png").exitCode());
  }

  @Test
  void derivesLayersOfTheLibraryAndOfScripts() {
    CommandRun library =
        CommandRun.of("derive", "conv2d", "--set", "stride=2", "--set", "bias=false");
    assertEquals(0, library.exitCode(), library.err());
    assertTrue(library.out().contains("dy[k, (h - u)/2, (w - v)/2]"), library.out());
    CommandRun own = CommandRun.of("derive", CUSTOM, "shrink_conv", "--input", "1,7,7");
    assertEquals(0, own.exitCode(), own.err());
    assertTrue(own.out().contains("// ∂L/∂threshold\n"), own.out());
  }

  @Test
  void anUnknownLayerIsADiagnosticWithTheNearestName() {
    CommandRun run = CommandRun.of("derive", "conv2");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("conv2d"), run.err());
  }

  @Test
  void severalModelsNeedAChoice() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("two.cnn"),
            "model A {\n  input x: f32[3]\n  output y = x |> relu\n}\n"
                + "model B {\n  input x: f32[4]\n  output y = x |> relu\n}\n");
    CommandRun run = CommandRun.of("summary", script.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("--model: A, B"), run.err());
    assertTrue(CommandRun.of("summary", script.toString(), "--model", "B").out().contains("[4]"));
  }

  @Test
  void everyStageIsShown() {
    Map<String, String> expected =
        Map.of(
            "tree", "Call callee=conv2d",
            "graph", "conv2d_1.weight: f32[20, 1, 5, 5] = parameter",
            "forward", "conv2d_1.y",
            "backward", "grad",
            "loops", "conv2d_1",
            "bytecode", "FMUL");
    expected.forEach(
        (stage, text) -> {
          CommandRun run = CommandRun.of("show", LENET, "--stage", stage, "--lanes", "1");
          assertEquals(0, run.exitCode(), run.err());
          assertTrue(run.out().contains(text), () -> stage + ": " + run.out());
        });
  }

  @Test
  void everyProgramIsShown() {
    Map<String, String> expected =
        Map.of(
            "gradients", "conv2d_2_weight_grad_backward",
            "inference", "per example",
            "batch_inference", "per 16 examples",
            "evaluation", "loss_total_forward",
            "update", "optimizer_conv2d_2_weight");
    expected.forEach(
        (pass, text) -> {
          CommandRun run =
              CommandRun.of("show", LENET, "--stage", "loops", "--pass", pass, "--lanes", "16");
          assertEquals(0, run.exitCode(), run.err());
          assertTrue(run.out().contains(text), () -> pass + ": " + run.out());
          assertEquals(pass.equals("gradients"), run.out().contains("_backward"), pass);
          boolean loss = pass.equals("gradients") || pass.equals("evaluation");
          assertEquals(loss, run.out().contains("loss_total"), pass);
        });
    assertMessage("--pass: backward has no update, expected gradients", "backward", "update");
    assertMessage("--pass: tree has no update; it comes before", "tree", "update");
    CommandRun untrained =
        CommandRun.of(
            "show",
            "../samples/walkthrough/convolution.cnn",
            "--stage",
            "loops",
            "--pass",
            "update");
    assertEquals(1, untrained.exitCode());
    assertTrue(
        untrained.err().contains("there is no update, as the script does not train"),
        untrained.err());
  }

  /** Programs have kernels of the same names. */
  @Test
  void bytecodeIsOfOneProgram() {
    CommandRun run =
        CommandRun.of("show", LENET, "--stage", "bytecode", "--pass", "evaluation", "--lanes", "1");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("LeNet$ScalarEvaluation.conv2d_1_y_forward "), run.out());
    assertFalse(run.out().contains("LeNet$ScalarGradients."), run.out());
  }

  private static void assertMessage(String expected, String stage, String pass) {
    CommandRun run = CommandRun.of("show", LENET, "--stage", stage, "--pass", pass);
    assertEquals(1, run.exitCode(), run.err());
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void windowsAreRewrittenWhereAsked() throws IOException {
    String text =
        "model M {\n  input x: f32[2, 8, 8]\n  output y = x |> conv2d(2, kernel = 3)\n}\n";
    String script = Files.writeString(folder.resolve("windows.cnn"), text).toString();
    CommandRun plain = CommandRun.of("show", script, "--stage", "forward");
    assertFalse(plain.out().contains(".input:"), plain.out());
    CommandRun four = CommandRun.of("show", script, "--stage", "forward", "--winograd", "4");
    assertTrue(four.out().contains("conv2d_1.y.input: f32[batch, 6, 6, "), four.out());
    CommandRun three = CommandRun.of("show", script, "--stage", "forward", "--winograd", "3");
    assertEquals(2, three.exitCode());
    assertTrue(three.err().contains("none, 2, 4 or auto, found '3'"), three.err());
  }

  @Test
  void oneLayerIsShown() {
    CommandRun run = CommandRun.of("show", LENET, "--stage", "graph", "--layer", "conv2d_2");
    assertTrue(run.out().lines().allMatch(line -> line.startsWith("conv2d_2.")), run.out());
    CommandRun none = CommandRun.of("show", LENET, "--stage", "loops", "--layer", "conv2d_9");
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("conv2d_9"), none.err());
  }
}
