package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String SCRIPT =
      """
      layer track(x: f32[N]) {
        param scale: f32[N] = ones
        state seen: f32[N] = zeros
        if training {
          m[n] = mean[batch] x[n]
          update seen[n] = seen[n] + m[n]
        }
        output y[n] = scale[n] * x[n] ^ 2
      }

      model Track {
        input x: f32[2]
        output y = x |> track as t
      }
      """;

  @TempDir Path folder;

  private Map<String, Tensor> run(String inputs, String... options) throws IOException {
    CommandRun run = command(inputs, options);
    assertEquals(0, run.exitCode(), run.err());
    return TensorFiles.read(folder.resolve("out.safetensors"));
  }

  private CommandRun command(String inputs, String... options) throws IOException {
    Path script = Files.writeString(folder.resolve("track.cnn"), SCRIPT);
    Path in = Files.writeString(folder.resolve("in.json"), inputs);
    String[] arguments = new String[6 + options.length];
    System.arraycopy(
        new String[] {
          "run",
          script.toString(),
          "--inputs",
          in.toString(),
          "--outputs",
          folder.resolve("out.safetensors").toString()
        },
        0,
        arguments,
        0,
        6);
    System.arraycopy(options, 0, arguments, 6, options.length);
    return CommandRun.of(arguments);
  }

  @Test
  void evalWritesTheOutputs() throws IOException {
    Map<String, Tensor> out = run("{\"x\": [[1, 2], [3, 4]], \"t.scale\": [1, 10]}");
    assertEquals(Set.of("y"), out.keySet());
    assertArrayEquals(new float[] {1, 40, 9, 160}, out.get("y").floats());
  }

  @Test
  void trainWritesTheStatesAfterTheStep() throws IOException {
    Map<String, Tensor> out =
        run("{\"x\": [[1, 2], [3, 4]], \"t.seen\": [100, 0]}", "--mode", "train");
    assertEquals(Set.of("y", "t.seen"), out.keySet());
    assertArrayEquals(new float[] {102, 3}, out.get("t.seen").floats());
  }

  @Test
  void gradientsAreForOnesUnlessOthersAreGiven() throws IOException {
    Map<String, Tensor> ones = run("{\"x\": [[1, 2], [3, 4]]}", "--gradients");
    assertEquals(Set.of("y", "grad.x", "grad.t.scale"), ones.keySet());
    assertArrayEquals(new float[] {2, 4, 6, 8}, ones.get("grad.x").floats());
    assertArrayEquals(new float[] {10, 20}, ones.get("grad.t.scale").floats());
    Map<String, Tensor> given =
        run("{\"x\": [[1, 2], [3, 4]], \"grad.y\": [[1, 0], [0, 2]]}", "--gradients");
    assertArrayEquals(new float[] {2, 0, 0, 16}, given.get("grad.x").floats());
    assertArrayEquals(new float[] {1, 32}, given.get("grad.t.scale").floats());
  }

  @Test
  void aLabelOutOfRangeIsOneMessage() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("pick.cnn"),
            """
            layer pick(x: f32[N], label: i32[]) {
              output y = x[label]
            }

            model Pick {
              input x: f32[3]
              input label: i32[]
              output y = pick(x, label)
            }
            """);
    Path in = Files.writeString(folder.resolve("in.json"), "{\"x\": [[1, 2, 3]], \"label\": [99]}");
    CommandRun run = CommandRun.of("run", script.toString(), "--inputs", in.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains(" is 99, expected 0 to 2\n"), run.err());
    assertFalse(run.err().contains("internal error"), run.err());
  }

  @Test
  void filesGoIntoFoldersThatAreThere() throws IOException {
    Path absent = folder.resolve("absent");
    Path script = Files.writeString(folder.resolve("track.cnn"), SCRIPT);
    Path in = Files.writeString(folder.resolve("in.json"), "{\"x\": [[1, 2]]}");
    String inputs = in.toString();
    for (CommandRun run :
        List.of(
            CommandRun.of("graph", script.toString(), "-o", absent + "/a.svg"),
            CommandRun.of("compile", script.toString(), "-o", absent + "/a.jar"),
            CommandRun.of(
                "run", script.toString(), "--inputs", inputs, "--outputs", absent + "/a.json"))) {
      assertEquals(1, run.exitCode());
      assertTrue(
          run.err().contains("there is no folder " + absent + " to write a file in"), run.err());
    }
  }

  @Test
  void whatIsIgnoredIsNamed() throws IOException {
    CommandRun run = command("{\"x\": [[1, 2]], \"t.scael\": [1, 1], \"grad.y\": [[1, 1]]}");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("ignored 't.scael'"), run.err());
    assertTrue(run.err().contains("did you mean 't.scale'?"), run.err());
    assertTrue(run.err().contains("ignored 'grad.y': it needs --gradients"), run.err());
  }

  @Test
  void whatDoesNotSuitIsNamed() throws IOException {
    CommandRun shape = command("{\"x\": [[1, 2, 3]]}");
    assertEquals(1, shape.exitCode());
    assertTrue(shape.err().contains("'x' must be f32[1, 2], found f32[1, 3]"), shape.err());
    CommandRun missing = command("{}");
    assertEquals(1, missing.exitCode());
    assertTrue(missing.err().contains("the input 'x' is missing"), missing.err());
  }
}
