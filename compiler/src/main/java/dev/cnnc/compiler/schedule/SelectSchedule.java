package dev.cnnc.compiler.schedule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schedule of each nest, cut down to what fits it: the one that was found for nests of its
 * form, or the default, which is chosen once for equal nests.
 */
final class SelectSchedule {
  private final int lanes;
  private final int examples;
  private final TunedSchedules tuned;
  private final Map<List<Object>, Schedule> defaults = new HashMap<>();

  SelectSchedule(ScheduleOptions options) {
    this.lanes = options.lanes();
    this.examples = options.examples();
    this.tuned = options.tuned();
  }

  /**
   * @param nest with merged indices
   */
  Schedule select(Nest nest) {
    return fit(
        tuned
            .schedule(nest)
            .orElseGet(
                () ->
                    defaults.computeIfAbsent(
                        nest.form(), form -> ChooseSchedule.choose(profile(nest)))),
        nest);
  }

  /** What the model of costs goes by. */
  Profile profile(Nest nest) {
    return new Profile(nest, lanes, examples);
  }

  Schedule fit(Schedule schedule, Nest nest) {
    return FitSchedule.fit(schedule, nest, lanes);
  }

  /** What people should know of where a schedule comes from. */
  Optional<String> note(Nest nest, Schedule selected) {
    return tuned
        .schedule(nest)
        .map(found -> "tuned: " + ScheduleText.print(selected) + tuned.origin(nest));
  }
}
