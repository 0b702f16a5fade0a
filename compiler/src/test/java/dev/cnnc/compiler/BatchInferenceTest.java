package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.testing.ObservedModel;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.execute.BatchParts;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Batches and single examples have programs of their own, which compute the same. */
class BatchInferenceTest {
  private static final String SCRIPT =
      """
      model Net {
        input image: f32[3, 9, 7]
        output logits = image |> conv2d(5, kernel = 3, padding = 1) |> batchnorm |> relu
          |> maxpool2d(2) |> conv2d(7, kernel = 2) |> relu |> flatten |> linear(4) |> softmax
      }
      """;

  private static final int PIXELS = 3 * 9 * 7;
  private static final int CLASSES = 4;
  private static final CompiledModel MODEL =
      Compiler.of(new SourceFile("net.cnn", SCRIPT)).inference("Net", Map.of()).load();

  private static final String LARGE_SCRIPT =
      """
      model Large {
        input image: f32[2, 64, 64]
        output y = image |> conv2d(24, kernel = 3) |> conv2d(24, kernel = 1) |> globalavgpool2d
      }
      """;

  private static final int LARGE_PIXELS = 2 * 64 * 64;
  private static final CompiledModel LARGE =
      Compiler.of(new SourceFile("large.cnn", LARGE_SCRIPT)).inference("Large", Map.of()).load();

  private static float[] pixels(int examples, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[examples * PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  @Property(tries = 40)
  void aBatchGivesWhatItsExamplesGive(
      @ForAll @IntRange(min = 1, max = 70) int examples, @ForAll long seed) {
    float[] pixels = pixels(examples, seed);
    try (Network network = Network.create(MODEL, 2)) {
      network.initialize(seed);
      float[] together = network.predict(Tensor.of(pixels, examples, 3, 9, 7)).floats();
      for (int example = 0; example < examples; example++) {
        int at = example * PIXELS;
        float[] alone =
            network
                .predict(Tensor.of(Arrays.copyOfRange(pixels, at, at + PIXELS), 1, 3, 9, 7))
                .floats();
        int from = example * CLASSES;
        assertArrayEquals(
            alone, Arrays.copyOfRange(together, from, from + CLASSES), 1e-5f, "of " + examples);
      }
    }
  }

  /** Where vectors along examples would be mostly empty, single examples are computed. */
  @Test
  void theSizeOfTheBatchChoosesTheProgram() {
    Set<Pass> run = new TreeSet<>();
    int room = MODEL.kernels(Pass.BATCH_INFERENCE).program().room(1);
    try (Network network = Network.create(recording(run), 1)) {
      network.initialize(1);
      for (int examples = 1; examples <= 3 * room; examples++) {
        run.clear();
        network.predict(Tensor.of(pixels(examples, 1), examples, 3, 9, 7));
        int filled = (examples + room - 1) / room * room;
        boolean batch = examples > 1 && 4 * examples >= 3 * filled;
        assertEquals(
            Set.of(batch ? Pass.BATCH_INFERENCE : Pass.INFERENCE), run, examples + " examples");
      }
    }
  }

  /** Parts are whole groups of examples, so an example's neighbours and its bits are the same. */
  @Test
  void aBatchInPartsGivesTheBitsOfItsParts() {
    int pixels = LARGE_PIXELS;
    try (Network network = Network.create(LARGE, 2)) {
      network.initialize(3);
      Program program = network.execution(Pass.BATCH_INFERENCE).program();
      int part = BatchParts.size(program, 64, 1);
      assertEquals(program.room(1), part);
      int examples = 3 * part;
      float[] image = new float[examples * pixels];
      Random random = new Random(5);
      for (int i = 0; i < image.length; i++) {
        image[i] = (float) random.nextGaussian();
      }
      float[] together = network.predict(Tensor.of(image, examples, 2, 64, 64)).floats();
      for (int first = 0; first < examples; first += part) {
        float[] own = Arrays.copyOfRange(image, first * pixels, (first + part) * pixels);
        assertArrayEquals(
            network.predict(Tensor.of(own, part, 2, 64, 64)).floats(),
            Arrays.copyOfRange(together, first * 24, (first + part) * 24));
      }
    }
  }

  /** The last part may be smaller than the others, and parts are larger for more threads. */
  @Property(tries = 12)
  void partsAndThreadsChangeNoBits(
      @ForAll @IntRange(min = 1, max = 150) int examples, @ForAll long seed) {
    float[] pixels = new float[examples * LARGE_PIXELS];
    Random random = new Random(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    Tensor images = Tensor.of(pixels, examples, 2, 64, 64);
    float[] whole = null;
    for (int threads : new int[] {1, 5, 9}) {
      try (Team team = new Team(threads);
          Network network = Network.create(LARGE, team)) {
        network.initialize(seed);
        Execution batches = network.execution(Pass.BATCH_INFERENCE);
        boolean suits = BatchParts.suits(batches.program(), examples);
        if (whole == null) {
          Execution one = suits ? batches : network.execution(Pass.INFERENCE);
          whole =
              BatchParts.run(one, Map.of("image", images), examples, examples).get("y").floats();
        }
        assertArrayEquals(whole, network.predict(images).floats(), threads + " threads");
      }
    }
  }

  /** Where only single examples are wanted, nothing else is compiled; batches can be run. */
  @Test
  void batchesNeedNoProgramOfTheirOwn() {
    CompiledModel single =
        Compiler.of(new SourceFile("net.cnn", SCRIPT)).singleExamples("Net", Map.of()).load();
    assertEquals(Set.of(Pass.INFERENCE), single.passes());
    Tensor images = Tensor.of(pixels(32, 3), 32, 3, 9, 7);
    try (Network both = Network.create(MODEL, 1);
        Network alone = Network.create(single, 1)) {
      both.initialize(3);
      alone.initialize(3);
      assertArrayEquals(both.predict(images).floats(), alone.predict(images).floats(), 1e-5f);
    }
  }

  /** Of a batch in parts the arrays of a part are needed, and weights in another order once. */
  @Test
  void memoryIsThatOfAPart() {
    Compilation large =
        Compiler.of(new SourceFile("large.cnn", LARGE_SCRIPT)).inference("Large", Map.of());
    MemoryUse few = large.memory(16, 16);
    MemoryUse many = large.memory(160, 16);
    assertEquals(16, many.examples());
    assertEquals(few.temporaries(), many.temporaries());
    Compilation dense =
        Compiler.of(
                new SourceFile(
                    "dense.cnn",
                    "model Dense {\n  input x: f32[64]\n  output y = linear(x, 32)\n}\n"))
            .inference("Dense", Map.of());
    MemoryUse one = dense.memory(1, 16);
    long weights = 64 * 32 * Float.BYTES;
    assertTrue(one.prepared() >= weights && one.prepared() < 1.1 * weights, one.toString());
    assertTrue(one.temporaries() < one.prepared(), one.toString());
  }

  /** What is computed of a whole batch has no program that runs it in parts. */
  @Test
  void examplesThatDependOnEachOtherStayTogether() {
    String script =
        """
        layer centred(x: f32[C]) -> f32[C] {
          total[c] = sum[batch] x[c]
          output y[c] = x[c] - total[c]
        }
        model Net {
          input x: f32[3]
          output y = x |> centred
        }
        """;
    Compilation compilation =
        Compiler.of(new SourceFile("net.cnn", script)).inference("Net", Map.of());
    assertTrue(compilation.memory(64, 16).total() > 3 * 64 * Float.BYTES);
    CompiledModel model = compilation.load();
    assertEquals(Set.of(Pass.INFERENCE), model.passes());
    float[] x = new float[3 * 64];
    for (int i = 0; i < x.length; i++) {
      x[i] = i / 3;
    }
    try (Network network = Network.create(model, 1)) {
      float[] y = network.predict(Tensor.of(x, 64, 3)).floats();
      assertEquals(5 - 64 * 63 / 2, y[3 * 5]);
    }
  }

  /** How many examples there are is a number that all of them depend on. */
  @Test
  void theSizeOfABatchIsThatOfTheWholeBatch() {
    String script =
        """
        layer divided(x: f32[C]) -> f32[C] {
          examples = count[batch] x[0]
          output y[c] = x[c] / examples
        }
        model Net {
          input x: f32[3]
          output y = x |> divided
        }
        """;
    CompiledModel model =
        Compiler.of(new SourceFile("net.cnn", script)).inference("Net", Map.of()).load();
    assertEquals(Set.of(Pass.INFERENCE), model.passes());
    float[] x = new float[3 * 64];
    Arrays.fill(x, 128);
    try (Network network = Network.create(model, 1)) {
      assertEquals(2, network.predict(Tensor.of(x, 64, 3)).floats()[7]);
    }
  }

  @Test
  void aBatchWithoutExamplesIsRefused() {
    try (Network network = Network.create(MODEL, 1)) {
      network.initialize(1);
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> network.predict(Tensor.of(new float[0], 0, 3, 9, 7)));
      assertEquals("a batch needs at least one example, found 0", thrown.getMessage());
    }
  }

  private static CompiledModel recording(Set<Pass> run) {
    return new ObservedModel(MODEL, (pass, step) -> run.add(pass));
  }
}
