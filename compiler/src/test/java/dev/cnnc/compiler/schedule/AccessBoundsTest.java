package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.loop.AccessRanges;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import dev.cnnc.compiler.testing.Choices;
import dev.cnnc.compiler.testing.LookUps;
import dev.cnnc.compiler.testing.RandomGraphs;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No vector reaches beyond its array, so that nothing is lost where JVMs do not look: {@link
 * AccessRanges} proves it for all tasks and turns of the loops, and whatever the data are.
 *
 * <p>Proven are all loads and stores of all programs of the samples, and of random graphs with
 * random schedules, for batches of several sizes each. Not proven, but in other tests, are that
 * class files do what loops say, and that a list of rows is one.
 */
class AccessBoundsTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  /** One example, full vectors of them, full groups of vectors, and what is left over. */
  private static int[] batches(int lanes) {
    return new int[] {1, lanes, 3 * lanes + 1, 11 * lanes - 1, 24 * lanes};
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      return files
          .filter(file -> file.toString().endsWith(".cnn"))
          .map(SAMPLES::relativize)
          .filter(file -> !file.startsWith("errors") && !file.toString().contains("target"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void vectorsOfSamplesLieInTheirArrays(Path sample) throws IOException {
    for (WinogradChoice choice : List.of(WinogradChoice.AUTO, WinogradChoice.F4)) {
      for (Compilation compilation : compilations(sample, choice)) {
        for (int lanes : new int[] {4, 8, 16}) {
          compilation
              .loops(lanes)
              .forEach(
                  (pass, loops) -> {
                    String name = sample + ", " + choice + ", " + pass + ", lanes " + lanes;
                    assertEquals(0, prove(name, loops), name + ": vectors that are never reached");
                  });
        }
      }
    }
  }

  /** As a script says; of one that does not, all gradients, or inference alone. */
  private static List<Compilation> compilations(Path sample, WinogradChoice choice)
      throws IOException {
    Path file = SAMPLES.resolve(sample);
    String text = Files.readString(file);
    Compiler compiler = Compiler.of(new SourceFile(file.toString(), text)).withWinograd(choice);
    List<Compilation> compilations = new ArrayList<>();
    for (Definition.Train block : compiler.elaborator().trainings()) {
      Compilation compilation =
          compiler.training(compiler.elaborator().settings(block, Overrides.NONE));
      compilations.add(compilation);
      compilations.add(compilation.withSparseUpdates().withBatch(1));
    }
    if (compilations.isEmpty()) {
      for (String model : compiler.elaborator().models()) {
        compilations.add(compiler.inference(model, Map.of()));
        compilations.add(
            text.contains("output logits")
                ? compiler.training(model, Map.of(), "cross_entropy", "sgd(0.1, momentum = 0.9)")
                : compiler.gradients(model, Map.of(), true));
      }
    }
    return compilations;
  }

  /** How many accesses no batch comes to. */
  private static int prove(String name, LoopProgram loops) {
    Set<Object> idle = null;
    for (int batch : batches(loops.lanes())) {
      AccessRanges ranges = AccessRanges.of(loops, batch);
      assertEquals(List.of(), ranges.open(), name + ", batch " + batch);
      if (idle == null) {
        idle = Collections.newSetFromMap(new IdentityHashMap<>());
        idle.addAll(ranges.idle());
      }
      idle.removeAll(ranges.accesses());
    }
    return idle.size();
  }

  /** With each array as short as its vectors allow, and then by one element shorter. */
  @Example
  void oneElementLessIsNotProven() throws IOException {
    Compilation lenet = compilations(Path.of("mnist", "lenet.cnn"), WinogradChoice.AUTO).get(0);
    LoopProgram loops = lenet.loops(16).get(Pass.GRADIENTS);
    Map<Integer, Long> ends = AccessRanges.of(loops, 1).ends();
    ends.keySet().removeIf(buffer -> !isOneBlock(loops.program(), buffer));
    assertTrue(ends.size() > 10, ends.size() + " arrays");
    ends.forEach(
        (buffer, end) -> {
          int length = end.intValue();
          assertEquals(List.of(), AccessRanges.of(withLength(loops, buffer, length), 1).open());
          List<String> open = AccessRanges.of(withLength(loops, buffer, length - 1), 1).open();
          assertFalse(open.isEmpty(), loops.program().buffers().get(buffer).name());
        });
  }

  /** Whether an array is as long as its layout for a batch of one. */
  private static boolean isOneBlock(Program program, int number) {
    Buffer buffer = program.buffers().get(number);
    return !buffer.batched() || buffer.layout().interleaved() == program.room(1);
  }

  private static LoopProgram withLength(LoopProgram loops, int number, int length) {
    Program program = loops.program();
    List<Buffer> buffers = new ArrayList<>(program.buffers());
    Buffer b = buffers.get(number);
    Layout l = b.layout();
    Layout layout = new Layout(l.shape(), l.strides(), l.offset(), length, l.interleaved());
    buffers.set(
        number, new Buffer(b.name(), b.role(), b.integers(), b.batched(), layout, b.initializer()));
    Program changed =
        new Program(
            program.name(),
            buffers,
            program.arrays(),
            program.steps(),
            program.outputs(),
            program.updates());
    return new LoopProgram(changed, loops.lanes(), loops.kernels());
  }

  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(4, 8, 16);
  }

  @Provide
  Arbitrary<Graph> graphs() {
    return RandomGraphs.graphs(RandomGraphs.Kind.ANY);
  }

  @Property(tries = 400)
  void vectorsOfRandomGraphsLieInTheirArrays(
      @ForAll("graphs") Graph graph, @ForAll("lanes") int lanes, @ForAll long seed) {
    Random random = new Random(seed);
    Map<String, Schedule> schedules =
        random.nextBoolean() ? Map.of() : RandomSchedules.schedules(graph, random);
    ScheduleOptions options = new ScheduleOptions(lanes, Map.of(), schedules);
    ScheduleOptions any =
        random.nextInt(3) == 0
            ? options.withSingleExamples()
            : options.withInterleaved(random.nextBoolean());
    prove(graph.toString(), Scheduler.schedule(graph, any));
  }

  /** Convolutions, in tiles or not, poolings and dense layers, with all gradients. */
  @Property(tries = 200)
  void vectorsOfLayersLieInTheirArrays(@ForAll("lanes") int lanes, @ForAll long seed) {
    Random random = new Random(seed);
    Graph graph = SearchSpaceTest.network(random);
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withInterleaved(random.nextBoolean());
    TunedSchedules tuned = SearchSpaceTest.wander(SchedulePlan.of(graph, options), random);
    prove(graph.toString(), Scheduler.schedule(graph, options.withTuned(tuned)));
  }

  @Provide
  Arbitrary<LookUps> lookUps() {
    return Choices.choices().map(LookUps::of);
  }

  @Property(tries = 100)
  void vectorsOfScattersLieInTheirArrays(
      @ForAll("lookUps") LookUps lookUps, @ForAll("lanes") int lanes) {
    Graph graph = Passes.optimize(lookUps.gradients());
    prove(graph.toString(), Scheduler.schedule(graph, ScheduleOptions.lanes(lanes)));
  }
}
