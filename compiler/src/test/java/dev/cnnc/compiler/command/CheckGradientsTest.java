package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckGradientsTest {
  @TempDir private Path folder;

  private CommandRun check(String script, String... more) throws IOException {
    Path file = folder.resolve("script.cnn");
    Files.writeString(file, script);
    List<String> arguments = new ArrayList<>(List.of("check", "--gradients", file.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String row(CommandRun run, String tensor) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith(tensor + " "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyGradientOfATrainedNetworkIsCompared() throws IOException {
    CommandRun run =
        check(
            """
            model Net {
              input image: f32[1, 6, 6]
              input token: i32[3]
              word = token |> embedding(5, 4)
              seen = image |> conv2d(2, kernel = 3) |> batchnorm |> relu |> maxpool2d(2)
              output logits = concat(flatten(seen), flatten(word)) |> dropout(0.2) |> linear(3)
            }
            data none {
              format = safetensors
              train = "none.safetensors"
            }
            train Net on none {
              loss      = cross_entropy
              optimizer = sgd(lr = 0.1)
            }
            """);
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains("model Net with its loss, training = true\n"), run.out());
    assertTrue(run.out().contains("model Net with its loss, training = false\n"), run.out());
    for (String tensor :
        List.of("conv2d_1.weight", "embedding_1.weight", "batchnorm_1.bias", "image")) {
      row(run, tensor);
    }
    assertTrue(run.out().contains(" 0 disagree"), run.out());
  }

  /** A gradient that is stopped is not that of the function, and so stands for a wrong one. */
  @Test
  void aWrongGradientIsFoundAndItsElementNamed() throws IOException {
    CommandRun run =
        check(
            """
            layer lying(x: f32[N]) -> f32[N] {
              output y[i] = if i == 2 then x[i] * stop_gradient(x[i]) else x[i] ^ 2
            }
            model M {
              input x: f32[4]
              output y = x |> linear(4) |> lying |> relu |> linear(2)
            }
            """);
    assertEquals(1, run.exitCode(), run.out() + run.err());
    assertTrue(row(run, "linear_1.bias").matches(".*\\[2] .*DISAGREES"), run.out());
    assertTrue(row(run, "linear_1.weight").contains("DISAGREES"), run.out());
    assertTrue(!row(run, "linear_2.weight").contains("DISAGREES"), run.out());
  }

  @Test
  void layersThatNoModelCallsAreCheckedAndOthersNamed() throws IOException {
    CommandRun run =
        check(
            """
            layer alone(x: f32[C, H]; n: int) -> f32[C, H] {
              param w: f32[C] = ones
              output y[c, h] = tanh(x[c, h]) * w[c] * n
            }
            layer never(x: f32[C]) -> f32[C] {
              assert false, "never"
              output x
            }
            layer underivable(x: f32[C]) -> f32[C] {
              top[c] = max[batch] x[c]
              output y[c] = x[c] * top[c]
            }
            """);
    assertEquals(1, run.exitCode());
    assertTrue(run.out().contains("layer alone\n"), run.out());
    assertTrue(run.out().contains("not checked: layer never: "), run.out());
    assertTrue(run.out().contains("layer underivable: no gradient is known of"), run.out());
  }

  @Test
  void theSeedDecidesTheNumbers() throws IOException {
    String script = "model M {\n  input x: f32[4]\n  output x |> linear(3) |> tanh\n}\n";
    assertEquals(check(script, "--seed", "3"), check(script, "--seed", "3"));
    assertTrue(!check(script, "--seed", "3").equals(check(script, "--seed", "4")));
  }

  @Test
  void aLayerOfTheLibraryAndOneThatIsNone() throws IOException {
    CommandRun run = check("", "--layer", "gelu");
    assertEquals(0, run.exitCode(), run.out());
    assertTrue(run.out().contains("layer gelu\n"), run.out());
    CommandRun none = check("", "--layer", "gelo");
    assertEquals(1, none.exitCode());
    assertTrue((none.out() + none.err()).contains("there is no layer called 'gelo'"), none.err());
  }

  /** Nothing was compared, so nothing may be called right. */
  @Test
  void whatIsNotFiniteIsNotChecked() throws IOException {
    CommandRun run =
        check(
            """
            model Logarithm {
              input x: f32[4]
              output y = mean[batch, i] log(-1 - x[i]^2)
            }
            """);
    assertEquals(1, run.exitCode());
    assertTrue(run.out().contains("not checked: y is not finite"), run.out());
  }
}
