package dev.cnnc.runtime.program;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a set of generated kernels needs to run: its arrays and the order of the calls. Buffers are
 * known by their place in {@link #buffers}.
 *
 * @param outputs for each output by name, the buffer that holds it
 */
public record Program(
    String name,
    List<Buffer> buffers,
    List<Step> steps,
    Map<String, Integer> outputs,
    List<Update> updates) {
  public Program {
    buffers = List.copyOf(buffers);
    steps = List.copyOf(steps);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    updates = List.copyOf(updates);
  }
}
