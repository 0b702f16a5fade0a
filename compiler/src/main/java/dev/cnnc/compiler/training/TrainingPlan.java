package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.SettingCall;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.train.Schedule;
import dev.cnnc.runtime.train.ScheduleKind;
import dev.cnnc.runtime.train.TrainingOptions;

/** What the runtime needs to know of a {@code train} block. */
public final class TrainingPlan {
  private TrainingPlan() {}

  /**
   * @param metrics what is measured besides the loss
   * @throws CompilationException if an argument of the schedule is out of its range
   */
  public static TrainingOptions options(TrainSettings settings, Metrics metrics) {
    return new TrainingOptions(
        settings.epochs(),
        settings.batch(),
        schedule(settings.schedule()),
        settings.seed(),
        settings.data().shuffle(),
        metrics);
  }

  private static Schedule schedule(SettingCall call) {
    try {
      return ScheduleKind.named(call.name()).create(call.arguments());
    } catch (IllegalArgumentException unsuitable) {
      throw new CompilationException(
          Diagnostic.error("E0502", call.span(), unsuitable.getMessage()));
    }
  }
}
