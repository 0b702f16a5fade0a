package dev.cnnc.runtime.program;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a set of generated kernels needs to run: its arrays and the order of the calls. Buffers are
 * known by their place in {@link #buffers}.
 *
 * @param arrays for each buffer, the number of the array that holds it: buffers that are never
 *     needed at the same time may have one array, as long as the longest of them
 * @param outputs for each output by name, the buffer that holds it
 */
public record Program(
    String name,
    List<Buffer> buffers,
    List<Integer> arrays,
    List<Step> steps,
    Map<String, Integer> outputs,
    List<Update> updates) {
  public Program {
    buffers = List.copyOf(buffers);
    arrays = List.copyOf(arrays);
    if (arrays.size() != buffers.size()) {
      throw new IllegalArgumentException(
          arrays.size() + " arrays are named for " + buffers.size() + " buffers");
    }
    steps = List.copyOf(steps);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    updates = List.copyOf(updates);
  }

  /** A program whose buffers have an array each. */
  public Program(
      String name,
      List<Buffer> buffers,
      List<Step> steps,
      Map<String, Integer> outputs,
      List<Update> updates) {
    this(name, buffers, ownArrays(buffers.size()), steps, outputs, updates);
  }

  /**
   * How many examples arrays must have room for: whole groups, where examples are interleaved. The
   * last group of a batch may be filled up with examples that nothing is computed from.
   */
  public int room(int examples) {
    int group =
        buffers.stream()
            .filter(Buffer::batched)
            .mapToInt(buffer -> buffer.layout().interleaved())
            .max()
            .orElse(1);
    return Math.multiplyExact((examples - 1) / group + 1, group);
  }

  private static List<Integer> ownArrays(int buffers) {
    return IntStream.range(0, buffers).boxed().toList();
  }
}
