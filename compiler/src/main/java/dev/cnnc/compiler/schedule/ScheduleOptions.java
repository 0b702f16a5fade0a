package dev.cnnc.compiler.schedule;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Program;
import java.util.HashMap;
import java.util.Map;

/**
 * What a graph is scheduled for.
 *
 * @param lanes how many numbers a vector has: 16, 8 or 4; 1 for code in single numbers, without
 *     padding
 * @param layouts fixed layouts of parameters, states and gradients by buffer name: a network's
 *     programs share these arrays
 * @param schedules for comprehensions by the name of their result, in place of the default
 * @param sparse whether an update is computed for the rows of a gradient that are not zero alone,
 *     also where it would change others
 * @param interleaved whether examples may lie next to each other, so that vectors run along them:
 *     for batches of at least as many examples as there are lanes
 * @param examples about how many examples are computed at once: 1, or {@link Profile#BATCH} for all
 *     batches
 * @param tuned for comprehensions by what their kernels compute, in place of the default
 */
public record ScheduleOptions(
    int lanes,
    Map<String, Layout> layouts,
    Map<String, Schedule> schedules,
    boolean sparse,
    boolean interleaved,
    int examples,
    TunedSchedules tuned) {
  public ScheduleOptions {
    if (lanes < 1 || Integer.bitCount(lanes) != 1) {
      throw new IllegalArgumentException("vectors of " + lanes + " numbers");
    }
    layouts = Map.copyOf(layouts);
    schedules = Map.copyOf(schedules);
  }

  public ScheduleOptions(int lanes, Map<String, Layout> layouts, Map<String, Schedule> schedules) {
    this(lanes, layouts, schedules, false, false, Profile.BATCH, TunedSchedules.NONE);
  }

  public static ScheduleOptions lanes(int lanes) {
    return new ScheduleOptions(lanes, Map.of(), Map.of());
  }

  /** These options, with the layouts that {@code program} has for what programs share. */
  public ScheduleOptions withLayoutsOf(Program program) {
    Map<String, Layout> shared = new HashMap<>(layouts);
    for (Buffer buffer : program.buffers()) {
      switch (buffer.role()) {
        case PARAMETER, STATE, GRADIENT, ROWS -> shared.put(buffer.name(), buffer.layout());
        case INPUT, PREPARED, TEMPORARY -> {}
      }
    }
    return new ScheduleOptions(lanes, shared, schedules, sparse, interleaved, examples, tuned);
  }

  public ScheduleOptions withSparse(boolean updates) {
    return new ScheduleOptions(lanes, layouts, schedules, updates, interleaved, examples, tuned);
  }

  public ScheduleOptions withInterleaved(boolean together) {
    return new ScheduleOptions(lanes, layouts, schedules, sparse, together, examples, tuned);
  }

  /** For single examples: batches are computed as well, but one example at a time. */
  public ScheduleOptions withSingleExamples() {
    return new ScheduleOptions(lanes, layouts, schedules, sparse, false, 1, tuned);
  }

  public ScheduleOptions withSchedule(String value, Schedule schedule) {
    Map<String, Schedule> all = new HashMap<>(schedules);
    all.put(value, schedule);
    return new ScheduleOptions(lanes, layouts, all, sparse, interleaved, examples, tuned);
  }

  public ScheduleOptions withTuned(TunedSchedules found) {
    return new ScheduleOptions(lanes, layouts, schedules, sparse, interleaved, examples, found);
  }
}
