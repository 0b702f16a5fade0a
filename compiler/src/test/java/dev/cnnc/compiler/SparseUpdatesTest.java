package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.loop.InterpretedKernels;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.DataIndexException;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Update;
import dev.cnnc.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A step updates the rows of a table that it read, and no others, where that is all there is. */
class SparseUpdatesTest {
  static final int ROWS = 300;
  static final int FEATURES = 20;
  private static final int TOKENS = 6;
  private static final String TABLE = "embedding_1.weight";

  /** Optimizers that do what the library's do, in a way that the compiler cannot see through. */
  static final String SCRIPT =
      """
      model Text {
        input tokens: i32[6]
        e = tokens |> embedding(300, 20)
        output logits = e |> transpose((1, 0)) |> conv1d(8, 3) |> relu |> maxpool1d(4) |> flatten
          |> linear(3)
      }
      model Tied {
        input tokens: i32[6]
        param table: f32[300, 20] = normal(0, 1)
        x[d] = mean[t] table[tokens[t], d]
        output logits[k] = sum[d] table[k, d] * x[d]
      }
      model Alike {
        input tokens: i32[6]
        input more: i32[6]
        x = tokens |> embedding(300, 20) as first
        y = more |> embedding(300, 20) as second
        h[d] = mean[t] x[t, d] * y[t, d]
        output logits = h |> linear(300) as wide
      }
      layer dense_sgd(weight: f32[..], gradient: f32[..], factor: f32[]; lr: real) {
        output w = weight - lr * factor * gradient + (weight - weight)
      }
      layer dense_adagrad(weight: f32[..], gradient: f32[..], factor: f32[]; lr: real) {
        state squares: f32[..] = zeros
        s = squares + gradient * gradient + (weight - weight)
        update squares = s
        output w = weight - lr * factor * gradient / (sqrt(s) + 1e-10)
      }
      """;

  private static Compilation compilation(String model, String optimizer) {
    return Compiler.of(new SourceFile("text.cnn", SCRIPT))
        .training(model, Map.of(), "cross_entropy", optimizer);
  }

  static Map<String, Tensor> batch(int step) {
    Random random = new Random(step);
    int batch = 1 + step % 4;
    int[] tokens =
        IntStream.generate(() -> (int) (ROWS * Math.pow(random.nextDouble(), 3)))
            .limit((long) batch * TOKENS)
            .toArray();
    int[] labels = random.ints(batch, 0, 3).toArray();
    return Map.of(
        "tokens", Tensor.ofIntegers(tokens, batch, TOKENS),
        "label", Tensor.ofIntegers(labels, batch));
  }

  private static void step(Network network, int step) {
    network.gradients(batch(step), step);
    network.update(0.5f + step % 2);
  }

  /** How a table's new values are written: for some rows, or for all. */
  static boolean isByRows(CompiledModel model, String parameter) {
    Program program = model.kernels(Pass.UPDATE).program();
    Update update =
        program.updates().stream()
            .filter(u -> program.buffers().get(u.target()).name().equals(parameter))
            .findFirst()
            .orElseThrow();
    return update.rows() != Update.ALL;
  }

  @ParameterizedTest
  @CsvSource({
    "sgd(lr = 0.1), dense_sgd(lr = 0.1), 1",
    "sgd(lr = 0.1), dense_sgd(lr = 0.1), 3",
    "adagrad(lr = 0.1), dense_adagrad(lr = 0.1), 2"
  })
  void whereAZeroGradientChangesNothingTheBitsAreThoseOfAllRows(
      String byRows, String dense, int threads) {
    CompiledModel sparse = compilation("Text", byRows).load();
    CompiledModel full = compilation("Text", dense).load();
    assertTrue(isByRows(sparse, TABLE));
    assertFalse(isByRows(full, TABLE));
    assertFalse(isByRows(sparse, "linear_1.weight"));
    try (Network a = Network.create(sparse, threads);
        Network b = Network.create(full, 1)) {
      a.initialize(1);
      b.initialize(1);
      for (int step = 0; step < 20; step++) {
        step(a, step);
        step(b, step);
        for (Variable parameter : a.parameters()) {
          assertArrayEquals(
              b.variable(parameter.name()).value().floats(),
              parameter.value().floats(),
              0,
              parameter.name());
        }
        assertArrayEquals(
            b.gradient(TABLE).value().floats(), a.gradient(TABLE).value().floats(), 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd(lr = 0.1, momentum = 0.9)",
        "sgd(lr = 0.1, weight_decay = 0.01)",
        "adam(lr = 0.01)"
      })
  void whereItChangesSomethingAllRowsAreUpdated(String optimizer) {
    Compilation compilation = compilation("Text", optimizer);
    assertFalse(isByRows(compilation.load(), TABLE));
    CompiledModel sparse = compilation.withSparseUpdates().load();
    assertTrue(isByRows(sparse, TABLE));
    try (Network network = Network.create(sparse, 2)) {
      network.initialize(1);
      for (int step = 0; step < 5; step++) {
        float[] before = network.variable(TABLE).value().floats();
        Set<Integer> read = read(batch(step));
        step(network, step);
        float[] after = network.variable(TABLE).value().floats();
        for (int row = 0; row < ROWS; row++) {
          if (!read.contains(row)) {
            assertArrayEquals(row(before, row), row(after, row), "row " + row);
          }
        }
        assertNotEquals(Arrays.toString(before), Arrays.toString(after));
      }
    }
  }

  private static Set<Integer> read(Map<String, Tensor> batch) {
    Set<Integer> read = new LinkedHashSet<>();
    for (int token : batch.get("tokens").integers()) {
      read.add(token);
    }
    return read;
  }

  private static float[] row(float[] table, int row) {
    return Arrays.copyOfRange(table, row * FEATURES, (row + 1) * FEATURES);
  }

  /** Moments of rows that are not read stand still; the number of steps counts all steps. */
  @Test
  void sparseAdamKeepsTheMomentsOfRowsThatAreNotRead() {
    double[] weight;
    double[] mean = new double[ROWS * FEATURES];
    double[] square = new double[ROWS * FEATURES];
    CompiledModel model = compilation("Text", "adam(lr = 0.01)").withSparseUpdates().load();
    try (Network network = Network.create(model, 2)) {
      network.initialize(1);
      weight = doubles(network.variable(TABLE).value().floats());
      for (int step = 1; step <= 8; step++) {
        Map<String, Tensor> batch = batch(step);
        network.gradients(batch, step);
        float[] gradient = network.gradient(TABLE).value().floats();
        network.update(1);
        for (int row : read(batch)) {
          for (int i = row * FEATURES; i < (row + 1) * FEATURES; i++) {
            mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
            square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i];
            double m = mean[i] / (1 - Math.pow(0.9, step));
            double v = square[i] / (1 - Math.pow(0.999, step));
            weight[i] -= 0.01 * m / (Math.sqrt(v) + 1e-8);
          }
        }
        float[] actual = network.variable(TABLE).value().floats();
        for (int i = 0; i < weight.length; i++) {
          assertEquals(weight[i], actual[i], 1e-4, "element " + i + " after step " + step);
        }
      }
    }
  }

  static double[] doubles(float[] floats) {
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void rowsAreListedInTheOrderInWhichTheyAreRead(int lanes) {
    Compilation compilation = compilation("Text", "sgd(lr = 0.1)");
    CompiledModel model =
        lanes == 1 ? compilation.generate("test.Scalar", 1).load() : compilation.load();
    try (Network network = Network.create(model, 2)) {
      network.initialize(1);
      for (int step = 0; step < 4; step++) {
        network.gradients(batch(step), step);
        int[] list = network.variable("rows.grad." + TABLE).value().integers();
        int[] expected = read(batch(step)).stream().mapToInt(row -> row).toArray();
        assertArrayEquals(expected, Arrays.copyOfRange(list, 1, 1 + list[0]));
      }
    }
  }

  /**
   * A token that is no row is an error that says so, and the next step is as if it had not been.
   */
  @Test
  void aRowThatDoesNotExistIsAnError() {
    CompiledModel model = compilation("Text", "sgd(lr = 0.1)").load();
    try (Network failing = Network.create(model, 2);
        Network other = Network.create(model, 1)) {
      failing.initialize(1);
      other.initialize(1);
      step(failing, 0);
      step(other, 0);
      for (int token : new int[] {ROWS, -1}) {
        int[] tokens = batch(1).get("tokens").integers().clone();
        tokens[3] = token;
        Map<String, Tensor> batch = new LinkedHashMap<>(batch(1));
        batch.put("tokens", Tensor.ofIntegers(tokens, tokens.length / TOKENS, TOKENS));
        String message =
            assertThrows(DataIndexException.class, () -> failing.gradients(batch, 1)).getMessage();
        assertTrue(message.contains("is " + token + ", expected 0 to 299"), message);
      }
      step(failing, 2);
      step(other, 2);
      assertArrayEquals(
          other.variable(TABLE).value().floats(), failing.variable(TABLE).value().floats());
    }
  }

  /** The loops themselves, run statement by statement, compute what their classes do. */
  @ParameterizedTest
  @CsvSource({"1, sgd(lr = 0.1)", "4, sgd(lr = 0.1)", "16, adam(lr = 0.01)"})
  void interpretedLoopsUpdateTheSameRows(int lanes, String optimizer) {
    Compilation compilation = compilation("Text", optimizer).withSparseUpdates();
    Map<Pass, LoopProgram> loops = compilation.loops(lanes);
    CompiledModel interpreted =
        new CompiledModel() {
          @Override
          public String name() {
            return "Text";
          }

          @Override
          public Set<Pass> passes() {
            return loops.keySet();
          }

          @Override
          public Kernels kernels(Pass pass) {
            return new InterpretedKernels(loops.get(pass));
          }
        };
    try (Network a = Network.create(interpreted, 1);
        Network b = Network.create(compilation.load(), 2)) {
      a.initialize(1);
      b.initialize(1);
      for (int step = 1; step < 4; step++) {
        step(a, step);
        step(b, step);
        assertArrayEquals(
            b.variable(TABLE).value().floats(), a.variable(TABLE).value().floats(), 1e-4f);
      }
    }
  }

  /** Gradients may be computed again, read, and written before they are used. */
  @Test
  void gradientsThatAreWrittenFromOutsideAreUsed() {
    try (Network network = Network.create(compilation("Text", "sgd(lr = 1)").load(), 1)) {
      network.initialize(1);
      network.gradients(batch(2), 0);
      network.gradients(batch(3), 0);
      float[] gradient = new float[ROWS * FEATURES];
      gradient[7 * FEATURES + 3] = 2;
      gradient[299 * FEATURES] = -1;
      network.gradient(TABLE).set(Tensor.of(gradient, ROWS, FEATURES));
      float[] expected = network.variable(TABLE).value().floats();
      network.update(1);
      expected[7 * FEATURES + 3] -= 2;
      expected[299 * FEATURES] += 1;
      assertArrayEquals(expected, network.variable(TABLE).value().floats());
      network.gradients(batch(1), 0);
      float[] next = network.gradient(TABLE).value().floats();
      for (int row = 0; row < ROWS; row++) {
        if (!read(batch(1)).contains(row)) {
          assertArrayEquals(new float[FEATURES], row(next, row), "row " + row);
        }
      }
    }
  }

  @Test
  void aResumedTrainingHasTheSameBits(@TempDir Path folder) throws Exception {
    CompiledModel model = compilation("Text", "adam(lr = 0.01)").withSparseUpdates().load();
    try (Network through = Network.create(model, 1);
        Network resumed = Network.create(model, 2)) {
      through.initialize(5);
      for (int step = 0; step < 10; step++) {
        if (step == 6) {
          through.saveCheckpoint(folder.resolve("c.safetensors"), Map.of());
        }
        step(through, step);
      }
      resumed.loadCheckpoint(folder.resolve("c.safetensors"));
      for (int step = 6; step < 10; step++) {
        step(resumed, step);
      }
      assertArrayEquals(
          through.variable(TABLE).value().floats(), resumed.variable(TABLE).value().floats());
    }
  }

  /** A table that is also read as a whole has a gradient in all rows. */
  @Test
  void aTableThatIsReadAsAWholeIsUpdatedAsAWhole() {
    assertFalse(isByRows(compilation("Tied", "sgd(lr = 0.1)").load(), "table"));
    Compilation sparse = compilation("Tied", "adam(lr = 0.1)").withSparseUpdates();
    assertFalse(isByRows(sparse.load(), "table"));
  }
}
