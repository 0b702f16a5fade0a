package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopPrinter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
  private static final String CONVOLUTION =
      """
      graph convolution
      x: f32[batch, 64, 8, 8] = input
      conv.weight: f32[64, 64, 3, 3] = parameter zeros()
      conv.bias: f32[64] = parameter zeros()
      conv.z: f32[batch, 64, 8, 8] = [k < 64, i < 8, j < 8] sum[c < 64, u < 3, v < 3] \
      conv.weight[k, c, u, v] * x[c, i + u - 1, j + v - 1]
      conv.y: f32[batch, 64, 8, 8] = [k < 64, i < 8, j < 8] max(conv.z[k, i, j] + conv.bias[k], 0)
      output y = conv.y
      """;

  private static LoopProgram schedule(String graph, int lanes) {
    return Scheduler.schedule(GraphParser.parse(graph), ScheduleOptions.lanes(lanes));
  }

  private static Buffer buffer(Program program, String name) {
    return program.buffers().stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void paddingIsAHaloSoThatLoopsHaveNoTest() {
    LoopProgram loops = schedule(CONVOLUTION, 16);
    assertEquals(
        List.of(1, 64, 640), buffer(loops.program(), "x").layout().strides(), "channels innermost");
    assertEquals(64 * 10 + 64, buffer(loops.program(), "x").layout().offset());
    assertTrue(!LoopPrinter.print(loops).contains(" if "), LoopPrinter.print(loops));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void aProgramIsTheSameIfItsNestsWereLoweredBefore(int lanes) {
    Graph graph = GraphParser.parse(CONVOLUTION);
    // The same layer under other names, over arrays with other numbers.
    Graph other =
        GraphParser.parse(
            CONVOLUTION
                .replace("conv.", "second.")
                .replace("x: f32", "unused: f32[3] = input\nx: f32"));
    ScheduleOptions options = ScheduleOptions.lanes(lanes);
    EqualNests shared = new EqualNests(options);
    SchedulePlan.of(other, options).program(shared);
    assertEquals(
        Scheduler.schedule(graph, options), SchedulePlan.of(graph, options).program(shared));
  }

  @Test
  void biasAndActivationAreComputedWithTheConvolution() {
    LoopProgram loops = schedule(CONVOLUTION, 16);
    assertEquals(1, loops.kernels().size());
    assertEquals(2, loops.kernels().get(0).formula().size());
    assertEquals(
        List.of("x", "conv.weight", "conv.bias", "conv.y"),
        loops.program().buffers().stream().map(Buffer::name).toList(),
        "what nobody else reads has no array");
  }

  @Test
  void innerLoopHasManyAccumulatorsAndLoadsEachOperandOnce() {
    String text = LoopPrinter.print(schedule(CONVOLUTION, 16));
    String inner = text.substring(text.indexOf("repeat "), text.indexOf("at_0 = at_0"));
    List<String> loads =
        inner.lines().filter(line -> line.matches(".*(x|conv.weight)\\[.*")).toList();
    Set<String> read = new HashSet<>();
    loads.forEach(line -> read.add(line.substring(line.indexOf('='))));
    assertEquals(loads.size(), read.size(), text);
    int terms = inner.split("fma\\(", -1).length - 1;
    assertTrue(terms >= 16 && loads.size() <= 0.65 * terms, text);
  }

  @Test
  void singleNumbersHaveNoVectorsAndNoPadding() {
    LoopProgram loops = schedule(CONVOLUTION, 1);
    assertTrue(loops.kernels().stream().allMatch(kernel -> kernel.lanes() == 1));
    assertEquals(64 * 64 * 9, buffer(loops.program(), "conv.weight").layout().length());
  }

  @Test
  void aStrideBecomesPiecesWithoutDivision() {
    LoopProgram loops =
        schedule(
            """
            graph gradient
            dy: f32[batch, 16, 4] = input
            w: f32[16, 16, 3] = parameter zeros()
            dx: f32[batch, 16, 8] = [c < 16, h < 8] sum[k < 16, u < 3] dy[k, (h - u + 1)/2] * w[k, c, u]
            output dx = dx
            """,
            16);
    List<String> names = loops.kernels().stream().map(Kernel::name).toList();
    assertEquals("w_packed_prepare", names.get(0));
    assertTrue(names.subList(1, names.size()).stream().allMatch(n -> n.startsWith("dx_forward")));
    assertTrue(!LoopPrinter.print(loops).contains("divides"), LoopPrinter.print(loops));
  }

  /** Some pieces have a loop where others, which are smaller, have a variable of that name. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8, 16, 33})
  void piecesOfAnySizeMeetInOneProgram(int size) {
    for (boolean interleaved : new boolean[] {false, true}) {
      Graph graph =
          GraphParser.parse(
              """
              graph gradient
              dy: f32[batch, 16, %1$d, %1$d] = input
              w: f32[16, 16, 3, 3] = parameter zeros()
              v: f32[16, 16, 1, 1] = parameter zeros()
              dx: f32[batch, 16, %2$d, %2$d] = [c < 16, h < %2$d, w < %2$d] sum[k < 16, u < 3, v < 3] \
              dy[k, (h - u + 1)/2, (w - v + 1)/2] * w[k, c, u, v]
              dz: f32[batch, 16, %2$d, %2$d] = [c < 16, h < %2$d, w < %2$d] sum[k < 16, u < 1, v < 1] \
              dy[k, (h - u)/2, (w - v)/2] * v[k, c, u, v]
              output dx = dx
              output dz = dz
              """
                  .formatted(size, 2 * size));
      ScheduleOptions options = ScheduleOptions.lanes(16).withInterleaved(interleaved);
      assertTrue(Scheduler.schedule(graph, options).kernels().size() >= 2);
    }
  }

  @Test
  void whatOutputsNeedIsForwardAndGradientsAreShared() {
    LoopProgram loops =
        schedule(
            """
            graph training
            x: f32[batch, 3] = input
            scale: f32[3] = parameter zeros()
            y: f32[batch, 3] = [i < 3] exp(x[i] * scale[i])
            d: f32[3] = [i < 3] sum[batch] x[i] * y[i]
            output y = y
            output grad.scale = d
            """,
            4);
    assertEquals(
        List.of(Phase.FORWARD, Phase.BACKWARD),
        loops.kernels().stream().map(Kernel::phase).toList());
    assertEquals(Role.GRADIENT, buffer(loops.program(), "grad.scale").role());
    LoopProgram update =
        Scheduler.schedule(
            GraphParser.parse(
                """
                graph update
                scale: f32[3] = parameter zeros()
                grad.scale: f32[3] = input
                new: f32[3] = [i < 3] scale[i] - 0.1 * grad.scale[i]
                update scale = new
                """),
            ScheduleOptions.lanes(4).withLayoutsOf(loops.program()));
    assertEquals(Role.GRADIENT, buffer(update.program(), "grad.scale").role());
    assertEquals(
        buffer(loops.program(), "grad.scale").layout(),
        buffer(update.program(), "grad.scale").layout());
  }

  @Test
  void aRowThatDoesNotExistIsNamed() {
    Graph graph =
        GraphParser.parse(
            """
            graph loss
            x: f32[batch, 10] = input
            label: i32[batch] = input
            y: f32[batch] = [] x[label[]]
            output y = y
            """);
    LoopProgram loops = Scheduler.schedule(graph, ScheduleOptions.lanes(16));
    Exception error =
        assertThrows(
            IndexOutOfBoundsException.class,
            () ->
                LoopRun.run(loops, 1, Map.of("x", new double[10], "label", new double[] {12}), 0));
    assertEquals("label[] in y is 12, expected 0 to 9", error.getMessage());
  }

  @Test
  void aValueThatNoArrayHoldsIsNamed() {
    Graph graph =
        GraphParser.parse(
            """
            graph large
            x: f32[2, 1073741823] = input
            y: f32[] = [] x[0, 0] + 1
            output y = y
            """);
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Scheduler.schedule(graph, ScheduleOptions.lanes(16)));
    assertTrue(error.getMessage().startsWith("x: f32[2, 1073741823] is too large"));
  }
}
