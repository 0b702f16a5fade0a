package dev.cnnc.runtime.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** How batches are cut. */
class BatchPartsTest {
  private static final int GROUP = 16;

  private static Program program(int elements) {
    return program(elements, GROUP);
  }

  private static Program program(int elements, int group) {
    int length = Math.multiplyExact(elements, group);
    Layout layout = new Layout(List.of(elements), List.of(group), 0, length, group);
    Buffer buffer = new Buffer("x", Role.INPUT, false, true, layout, Optional.empty());
    return new Program("net", List.of(buffer), List.of(), Map.of("y", 0), List.of());
  }

  @Property
  void partsAreWholeGroupsOfAboutEqualSize(
      @ForAll @IntRange(min = 1, max = 100_000) int elements,
      @ForAll @IntRange(min = 1, max = 3000) int examples,
      @ForAll @IntRange(min = 1, max = 64) int threads) {
    int size = BatchParts.size(program(elements), examples, threads);
    assertTrue(size > 0 && size <= examples);
    assertTrue(size == examples || size % GROUP == 0, size + " of " + examples);
    int groups = (examples - 1) / GROUP + 1;
    int parts = (examples - 1) / size + 1;
    int most = (size - 1) / GROUP + 1;
    assertTrue((long) (most - 1) * parts < groups, parts + " parts of " + size);
    long bytes = 4L * elements * GROUP;
    assertTrue(most == 1 || most * bytes <= 6 << 20 || most <= (threads + 3) / 4);
  }

  /** A step may be one task for each example that is not interleaved; parts are about equal. */
  @Property
  void atLeastHalfOfTheThreadsHaveAnExample(
      @ForAll @IntRange(min = 1, max = 10_000_000) int elements,
      @ForAll @IntRange(min = 1, max = 300) int examples,
      @ForAll @IntRange(min = 1, max = 64) int threads) {
    int size = BatchParts.size(program(elements, 1), examples, threads);
    assertTrue(2 * size >= Math.min(threads, examples) && size <= examples, "parts of " + size);
  }

  @Property(tries = 20)
  void smallOnesStayWhole(@ForAll @IntRange(min = 1, max = 1000) int examples) {
    assertEquals(examples, BatchParts.size(program(1), examples, 1));
  }
}
