package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.runtime.program.Pass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every schedule that a search can come to computes what the graph says. */
class SearchSpaceTest {
  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(1, 4, 8, 16);
  }

  /** A convolution, in tiles or not, a pooling and a dense layer, with all gradients. */
  static Graph network(Random random) {
    int channels = 1 + random.nextInt(5);
    int filters = 1 + random.nextInt(20);
    int size = 4 + random.nextInt(5);
    int kernel = 1 + random.nextInt(3);
    int padding = random.nextInt(kernel);
    int stride = 1 + random.nextInt(2);
    int out = (size + 2 * padding - kernel) / stride + 1;
    int pooled = (out - 1) / 2 + 1;
    int classes = 1 + random.nextInt(20);
    String image = "[k < %d, i < %d, j < %d]".formatted(filters, out, out);
    String text =
        """
        graph network
        x: f32[batch, %1$d, %3$d, %3$d] = input
        weight: f32[%2$d, %1$d, %4$d, %4$d] = parameter zeros()
        bias: f32[%2$d] = parameter zeros()
        dense: f32[%8$d, %2$d, %7$d, %7$d] = parameter zeros()
        z: f32[batch, %2$d, %9$d, %9$d] = %10$s sum[c < %1$d, u < %4$d, v < %4$d] weight[k, c, u, v] * x[c, %5$d*i + u - %6$d, %5$d*j + v - %6$d]
        y: f32[batch, %2$d, %9$d, %9$d] = %10$s max(z[k, i, j] + bias[k], 0)
        p: f32[batch, %2$d, %7$d, %7$d] = [k < %2$d, i < %7$d, j < %7$d] max[u < 2, v < 2] y[k, 2*i + u, 2*j + v]
        logits: f32[batch, %8$d] = [n < %8$d] sum[k < %2$d, i < %7$d, j < %7$d] dense[n, k, i, j] * p[k, i, j]
        output logits = logits
        """
            .formatted(
                channels, filters, size, kernel, stride, padding, pooled, classes, out, image);
    Graph forward = GraphParser.parse(text);
    Map<Value, Seed> seeds = new LinkedHashMap<>();
    forward.outputs().values().forEach(output -> seeds.put(output, Seed.INCOMING));
    List<Value> wanted = new ArrayList<>(forward.parameters());
    wanted.addAll(forward.inputs());
    List<WinogradChoice> choices =
        List.of(WinogradChoice.NONE, WinogradChoice.F2, WinogradChoice.F4);
    WinogradChoice choice = choices.get(random.nextInt(choices.size()));
    Graph gradients = Differentiate.gradients(forward, seeds, wanted);
    return Passes.optimize(gradients, choice, false, (pass, after) -> {});
  }

  /** What some random steps of a search come to, for every kernel of a plan. */
  static TunedSchedules wander(SchedulePlan plan, Random random) {
    TunedSchedules tuned = TunedSchedules.NONE;
    for (TunableKernel kernel : plan.tunable()) {
      for (int step = random.nextInt(4); step >= 0; step--) {
        List<SearchSpace> spaces = kernel.lower(tuned).spaces();
        SearchSpace space = spaces.get(random.nextInt(spaces.size()));
        Optional<SearchSpace.Copying> copying = space.copying();
        List<Schedule> next =
            random.nextInt(3) == 0 ? space.promising(4) : space.neighbours(space.current());
        if (copying.isPresent() && random.nextBoolean()) {
          boolean other = !copying.get().copied();
          tuned = tuned.with(copying.get().form(), KernelChoice.operands(other));
        } else if (!next.isEmpty()) {
          Schedule schedule = next.get(random.nextInt(next.size()));
          tuned = tuned.with(space.form(), KernelChoice.of(schedule));
        }
      }
    }
    return tuned;
  }

  @Property(tries = 60)
  void whatASearchComesToComputesTheSame(
      @ForAll("lanes") int lanes,
      @ForAll @IntRange(min = 1, max = 18) int batch,
      @ForAll long seed) {
    Random random = new Random(seed);
    Graph graph = network(random);
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withInterleaved(random.nextBoolean());
    TunedSchedules tuned = wander(SchedulePlan.of(graph, options), random);
    LoopProgram loops = Scheduler.schedule(graph, options.withTuned(tuned));
    Map<String, double[]> given = RandomTensors.given(graph, batch, random);
    Evaluation expected = GraphInterpreter.run(graph, batch, given);
    LoopRun interpreted = LoopRun.run(loops, batch, given, 0);
    for (String output : graph.outputs().keySet()) {
      AgreementTest.assertClose(graph, output, expected.output(output), interpreted.output(output));
    }
    if (lanes != 8) { // One vector length less that this JVM has seen.
      Map<Pass, LoopProgram> programs = Map.of(Pass.INFERENCE, loops);
      LoopRun compiled =
          LoopRun.run(
              (lanes == 1
                      ? GenerateClasses.generate("test.Net", "net.cnn", Map.of(), programs)
                      : GenerateClasses.generate("test.Net", "net.cnn", programs, Map.of()))
                  .load()
                  .kernels(Pass.INFERENCE),
              batch,
              given,
              0);
      for (String output : graph.outputs().keySet()) {
        AgreementTest.assertClose(graph, output, expected.output(output), compiled.output(output));
      }
    }
  }

  /** What is in the space needs no cutting down, so that a search knows what it measures. */
  @Property(tries = 30)
  void schedulesOfTheSpaceFit(@ForAll("lanes") int lanes, @ForAll long seed) {
    Random random = new Random(seed);
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withInterleaved(random.nextBoolean());
    for (TunableKernel kernel : SchedulePlan.of(network(random), options).tunable()) {
      SearchSpace space = kernel.lower(TunedSchedules.NONE).spaces().get(0);
      List<Schedule> all = space.neighbours(space.current());
      assertFalse(all.contains(space.current()));
      assertEquals(all.size(), all.stream().distinct().count());
      if (!all.isEmpty()) {
        Schedule one = all.get(random.nextInt(all.size()));
        KernelChoice choice = KernelChoice.of(one);
        TunableKernel.Variant lowered =
            kernel.lower(TunedSchedules.NONE.with(space.form(), choice));
        assertEquals(one, lowered.spaces().get(0).current());
        assertEquals(choice, ScheduleText.parse(ScheduleText.print(choice)));
      }
    }
  }

  /** The default is the first of those that the model prefers. */
  @Property(tries = 20)
  void theDefaultIsInTheSpace(@ForAll("lanes") int lanes, @ForAll long seed) {
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withInterleaved(seed % 2 == 0);
    SchedulePlan plan = SchedulePlan.of(network(new Random(seed)), options);
    for (TunableKernel kernel : plan.tunable()) {
      for (SearchSpace space : kernel.lower(TunedSchedules.NONE).spaces()) {
        assertEquals(space.current(), space.promising(3).get(0));
      }
    }
  }

  /** The search for the best few ends before it has seen all; it must not miss one. */
  @Property(tries = 20)
  void theBestAreTheFirstOfAll(@ForAll("lanes") int lanes, @ForAll long seed) {
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withInterleaved(seed % 2 == 0);
    SchedulePlan plan = SchedulePlan.of(network(new Random(seed)), options);
    for (TunableKernel kernel : plan.tunable()) {
      for (SearchSpace space : kernel.lower(TunedSchedules.NONE).spaces()) {
        List<Schedule> all = ChooseSchedule.ranked(space.profile(), Integer.MAX_VALUE);
        for (int most : List.of(1, 2, 7)) {
          assertEquals(
              all.subList(0, Math.min(most, all.size())),
              ChooseSchedule.ranked(space.profile(), most));
        }
      }
    }
  }

  /** The kernels of one comprehension are those that the whole program has for it. */
  @Property(tries = 20)
  void kernelsAloneAreThoseOfTheProgram(@ForAll("lanes") int lanes, @ForAll long seed) {
    Random random = new Random(seed);
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withInterleaved(random.nextBoolean());
    Graph graph = network(random);
    SchedulePlan plan = SchedulePlan.of(graph, options);
    TunedSchedules tuned = wander(plan, random);
    LoopProgram whole = Scheduler.schedule(graph, options.withTuned(tuned));
    int alone = 0;
    for (TunableKernel kernel : plan.tunable()) {
      alone += kernel.lower(tuned).loops().kernels().size();
    }
    long copies = whole.kernels().stream().filter(k -> k.name().contains("packed")).count();
    int constants = graph.nodes(Operation.Constant.class).size();
    assertTrue(
        alone >= whole.kernels().size() - copies - constants,
        alone + " of " + whole.kernels().size());
  }

  @Test
  void equalLayersHaveEqualForms() {
    String layers =
        """
        graph layers
        x: f32[batch, 16, 8, 8] = input
        first: f32[16, 16, 3, 3] = parameter zeros()
        second: f32[16, 16, 3, 3] = parameter zeros()
        third: f32[16, 16, 3, 3] = parameter zeros()
        fourth: f32[16, 8, 3, 3] = parameter zeros()
        a: f32[batch, 16, 8, 8] = [k < 16, i < 8, j < 8] sum[c < 16, u < 3, v < 3] first[k, c, u, v] * x[c, i + u - 1, j + v - 1]
        b: f32[batch, 16, 8, 8] = [k < 16, i < 8, j < 8] sum[c < 16, u < 3, v < 3] second[k, c, u, v] * a[c, i + u - 1, j + v - 1]
        c: f32[batch, 16, 8, 8] = [k < 16, i < 8, j < 8] sum[c < 16, u < 3, v < 3] third[k, c, u, v] * b[c, i + u - 1, j + v - 1]
        d: f32[batch, 16, 8, 8] = [k < 16, i < 8, j < 8] sum[c < 8, u < 3, v < 3] fourth[k, c, u, v] * c[c, i + u - 1, j + v - 1]
        output d = d
        """;
    ScheduleOptions options = ScheduleOptions.lanes(16);
    List<List<String>> forms =
        SchedulePlan.of(GraphParser.parse(layers), options).tunable().stream()
            .map(kernel -> kernel.lower(TunedSchedules.NONE).forms())
            .toList();
    assertEquals(forms.get(0), forms.get(1));
    assertEquals(forms.get(0), forms.get(2));
    assertNotEquals(forms.get(0), forms.get(3));
    assertTrue(
        forms
            .get(0)
            .get(0)
            .startsWith("each example: [k < 16, i < 8, j < 8] sum[u_c < 48, v < 3] a["),
        forms.get(0).get(0));
  }
}
