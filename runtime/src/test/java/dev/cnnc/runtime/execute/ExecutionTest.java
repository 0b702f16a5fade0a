package dev.cnnc.runtime.execute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cnnc.runtime.fixture.LinearClassifier;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Update;
import dev.cnnc.runtime.random.SplitMix64;
import dev.cnnc.runtime.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutionTest {
  private static final int FEATURES = 5;
  private static final int CLASSES = 3;

  private final CompiledModel model = new LinearClassifier(FEATURES, CLASSES);
  private final Variables variables =
      new Variables(
          Arrays.stream(Pass.values()).map(pass -> model.kernels(pass).program()).toList());
  private final Team team = new Team(2);

  @AfterEach
  void close() {
    team.close();
  }

  private Execution execution(Pass pass) {
    return new Execution(model.kernels(pass), variables, team);
  }

  private static float[] random(int count, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void outputsAreThoseOfTheFormulaForGrowingAndShrinkingBatches() {
    float[] weight = random(CLASSES * FEATURES, 1);
    float[] bias = random(CLASSES, 2);
    variables.get("weight").set(Tensor.of(weight, CLASSES, FEATURES));
    variables.get("bias").write(bias);
    Execution execution = execution(Pass.INFERENCE);
    for (int batch : new int[] {2, 7, 1, 9}) {
      float[] x = random(batch * FEATURES, batch);
      execution.begin(batch);
      execution.write("x", Tensor.of(x, batch, FEATURES));
      execution.run(0);
      Tensor logits = execution.read("logits");
      assertEquals(List.of(batch, CLASSES), logits.shape());
      for (int n = 0; n < batch; n++) {
        for (int k = 0; k < CLASSES; k++) {
          double expected = bias[k];
          for (int f = 0; f < FEATURES; f++) {
            expected += (double) weight[k * FEATURES + f] * x[n * FEATURES + f];
          }
          assertEquals(expected, logits.get(n, k), 1e-5);
        }
      }
    }
  }

  @Test
  void gapsOfALayoutStayZero() {
    variables.get("weight").write(random(CLASSES * FEATURES, 1));
    float[] array = variables.get("weight").floats();
    long nonZero = 0;
    for (float value : array) {
      nonZero += value != 0 ? 1 : 0;
    }
    assertEquals(CLASSES * FEATURES, nonZero);
    assertTrue(array.length > CLASSES * FEATURES);
  }

  @Test
  void programsShareVariablesByName() {
    Execution gradients = execution(Pass.GRADIENTS);
    Execution update = execution(Pass.UPDATE);
    gradients.begin(1);
    gradients.write("x", new float[] {1, 2, 3, 4, 5});
    gradients.write("label", new int[] {0});
    gradients.run(-1);
    assertEquals(Math.log(CLASSES), gradients.scalar("loss"), 1e-6);
    assertEquals(1.0 / 3, variables.get("grad.bias").value().get(1), 1e-6);
    assertEquals(1 - 0x1p-24f, variables.get("noise").value().get(), "the state is committed");

    variables.get("grad.bias").set(Tensor.of(new float[] {1, 2, 3}, 3)); // as a sum over machines
    update.begin(1);
    update.write("optimizer.factor", new float[] {0.5f});
    update.run(0);
    assertArrayEquals(
        new float[] {-0.25f, -0.5f, -0.75f}, variables.get("bias").value().floats(), 1e-6f);
    assertArrayEquals(
        new float[] {1, 2, 3}, variables.get("optimizer.bias.momentum").value().floats(), 1e-6f);
  }

  @Test
  void aRunAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Execution gradients = execution(Pass.GRADIENTS);
    Execution update = execution(Pass.UPDATE);
    float[] x = random(8 * FEATURES, 3);
    int[] labels = new int[8];
    float[] factor = {1};
    float[] logits = new float[8 * CLASSES];
    List<Long> ids = new ArrayList<>(List.of(Thread.currentThread().getId()));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("cnnc-")) {
        ids.add(thread.getId());
      }
    }
    long[] numbers = ids.stream().mapToLong(Long::longValue).toArray();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && allocated > 0; attempt++) { // class loading, warm-up
      long before = sum(threads.getThreadAllocatedBytes(numbers));
      for (int run = 0; run < 200; run++) {
        gradients.begin(8 - run % 2);
        gradients.write("x", x);
        gradients.write("label", labels);
        gradients.run(run);
        gradients.read("logits", logits);
        update.begin(1);
        update.write("optimizer.factor", factor);
        update.run(run);
      }
      long reading = sum(threads.getThreadAllocatedBytes(numbers));
      allocated = reading - before - readingCost(threads, numbers);
    }
    assertTrue(allocated < 200, "200 runs allocated " + allocated + " bytes");
  }

  /** What reading the counters allocates itself. */
  private static long readingCost(ThreadMXBean threads, long[] numbers) {
    long before = sum(threads.getThreadAllocatedBytes(numbers));
    return sum(threads.getThreadAllocatedBytes(numbers)) - before;
  }

  private static long sum(long[] values) {
    return Arrays.stream(values).filter(value -> value > 0).sum();
  }

  @Test
  void misuseIsExplained() {
    Execution execution = execution(Pass.GRADIENTS);
    assertMessage("call begin(batch)", () -> execution.write("x", new float[5]));
    assertMessage("at least one example, found 0", () -> execution.begin(0));
    execution.begin(2);
    assertMessage(
        "no input 'y'; its inputs are [x, label]", () -> execution.write("y", new int[1]));
    assertMessage("no output 'y'", () -> execution.read("y"));
    assertMessage(
        "'label' of LinearClassifier.gradients holds integers",
        () -> execution.write("label", new float[2]));
    assertMessage("is f32[2, 5], found f32[3, 5]", () -> execution.write("x", Tensor.zeros(3, 5)));
    assertMessage("is i32[2], found f32[2]", () -> execution.write("label", Tensor.zeros(2)));
    execution.write("x", new float[10]);
    assertMessage(
        "input 'label' of LinearClassifier.gradients was not written", () -> execution.run(0));
    assertMessage("is no scalar: [2, 3]", () -> execution.scalar("logits"));
    assertMessage("no parameter, state or gradient 'w'", () -> variables.get("w"));
    assertMessage(
        "'bias' is f32[3], found f32[2]", () -> variables.get("bias").set(Tensor.zeros(2)));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Execution execution = execution(Pass.INFERENCE);
    assertMessage(
        "'x' of shape [5] for each of 2147483647 examples has 10737418235 elements",
        () -> execution.begin(Integer.MAX_VALUE));
    long heap = Runtime.getRuntime().maxMemory();
    int examples = (int) Math.min(heap / (4 * (FEATURES + CLASSES)) + 1000, 400_000_000);
    if (4L * (FEATURES + CLASSES) * examples > heap) {
      assertMessage("the largest array is 'x'", () -> execution.begin(examples));
    }
    execution.begin(2);
    execution.write("x", new float[10]);
    execution.run(0);
  }

  @Test
  void programsThatDisagreeOnAVariableAreRejected() {
    Program one = program("one", List.of(state("a", 2)), List.of());
    Program two = program("two", List.of(state("a", 3)), List.of());
    assertMessage("must agree on 'a'", () -> new Variables(List.of(one, two)));
  }

  @Test
  void updatesHappenAllAtOnce() {
    Program swap =
        program(
            "swap",
            List.of(state("a", 2), state("b", 2)),
            List.of(new Update(0, 1), new Update(1, 0)));
    Variables states = new Variables(List.of(swap));
    states.get("a").write(new float[] {1, 2});
    states.get("b").write(new float[] {3, 4});
    Execution execution = new Execution(withoutCode(swap), states, team);
    execution.begin(1);
    execution.run(0);
    assertArrayEquals(new float[] {3, 4}, states.get("a").value().floats());
    assertArrayEquals(new float[] {1, 2}, states.get("b").value().floats());
  }

  /** A step of the optimizer, and all programs read what it wrote, without a copy of it. */
  @Test
  void newParametersAreWhereTheyWereComputed() {
    Execution inference = execution(Pass.INFERENCE);
    Execution update = execution(Pass.UPDATE);
    inference.begin(1);
    float[] former = variables.get("bias").floats();
    for (int step = 1; step <= 3; step++) {
      variables.get("grad.bias").write(new float[] {1, 2, 3});
      variables.get("optimizer.bias.momentum").write(new float[CLASSES]);
      update.begin(1);
      update.write("optimizer.factor", new float[] {1});
      update.run(0);
      update.commit(); // a second time: nothing happens
      inference.write("x", new float[FEATURES]);
      inference.run(0);
      float[] expected = {-0.5f * step, -step, -1.5f * step};
      assertArrayEquals(expected, variables.get("bias").value().floats(), 1e-6f);
      assertArrayEquals(expected, inference.read("logits").floats(), 1e-6f);
      assertEquals(step % 2 == 0, former == variables.get("bias").floats(), "no copy is made");
    }
  }

  @Test
  void integersAreUpdatedToo() {
    Layout layout = Layout.rowMajor(List.of(2));
    Program program =
        program(
            "count",
            List.of(
                new Buffer("a", Role.STATE, true, false, layout, Optional.empty()),
                new Buffer("b", Role.STATE, true, false, layout, Optional.empty())),
            List.of(new Update(0, 1), new Update(1, 0)));
    Variables states = new Variables(List.of(program));
    states.get("b").set(Tensor.ofIntegers(new int[] {3, 4}, 2));
    Execution execution = new Execution(withoutCode(program), states, team);
    execution.begin(1);
    execution.run(0);
    assertArrayEquals(new int[] {3, 4}, states.get("a").value().integers());
    assertArrayEquals(new int[] {0, 0}, states.get("b").value().integers());
  }

  @Test
  void malformedUpdatesAreRejected() {
    Program program =
        program("p", List.of(state("a", 2), state("b", 3)), List.of(new Update(0, 1)));
    Variables states = new Variables(List.of(program));
    assertMessage("malformed update", () -> new Execution(withoutCode(program), states, team));
  }

  private static Program program(String name, List<Buffer> buffers, List<Update> updates) {
    return new Program(name, buffers, List.of(), Map.of(), updates);
  }

  private static Buffer state(String name, int size) {
    return new Buffer(
        name, Role.STATE, false, false, Layout.rowMajor(List.of(size)), Optional.empty());
  }

  private static Kernels withoutCode(Program program) {
    return new Kernels() {
      @Override
      public Program program() {
        return program;
      }

      @Override
      public void run(
          int kernel,
          float[][] floats,
          int[][] integers,
          int batch,
          long random,
          int from,
          int to) {
        throw new AssertionError("the program has no steps");
      }
    };
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    RuntimeException thrown = assertThrows(RuntimeException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
