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

  private static List<Integer> ownArrays(int buffers) {
    return IntStream.range(0, buffers).boxed().toList();
  }
}
