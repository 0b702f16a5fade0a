package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.metric.MetricKind;
import dev.cnnc.runtime.metric.Metrics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what a training measures: the metrics that it names, on what its loss compares. If it names
 * none, that is the accuracy if the loss takes labels of classes, and otherwise the loss.
 */
final class MetricElaboration {
  private final Frame frame;
  private final Optional<Comparison> comparison;

  /**
   * @param comparison what the loss compares; empty if that is no output with an input
   */
  MetricElaboration(Frame frame, Optional<Comparison> comparison) {
    this.frame = frame;
    this.comparison = comparison;
  }

  /** A metric as its call says. */
  static Metric metric(SettingCall call) {
    return Metric.of(MetricKind.named(call.name()), call.arguments());
  }

  /**
   * The metrics of a training; those that cannot be measured are reported and left out.
   *
   * @param named by the training; may be none
   * @param best the metric whose best epoch is kept, measured in any case
   */
  Metrics run(List<SettingCall> named, Optional<SettingCall> best) {
    Metrics metrics =
        comparison
            .map(
                known ->
                    new Metrics(known.output(), known.target().name(), known.ignored(), List.of()))
            .orElse(Metrics.NONE);
    if (named.isEmpty()) {
      metrics = metrics.with(isClassification() ? Metric.ACCURACY : Metric.LOSS);
    }
    for (SettingCall call : Stream.concat(named.stream(), best.stream()).toList()) {
      if (suits(call)) {
        metrics = metrics.with(metric(call));
      }
    }
    return metrics;
  }

  private boolean isClassification() {
    return comparison
        .filter(
            known ->
                Metrics.isClassification(
                    known.prediction().shape().extents(),
                    known.target().type() == ElementType.I32,
                    known.target().shape().extents()))
        .isPresent();
  }

  private boolean suits(SettingCall call) {
    Metric metric = metric(call);
    if (metric.equals(Metric.LOSS)) {
      return true;
    }
    if (comparison.isEmpty()) {
      frame.report(
          Code.SETTING_VALUE,
          call.span(),
          metric
              + " compares an output of the model with a column of the data, and the loss does not",
          "name them in the loss, as mse(prediction, target)");
      return false;
    }
    Comparison known = comparison.get();
    try {
      Metrics.require(
          metric,
          known.prediction().shape().extents(),
          known.target().type() == ElementType.I32,
          known.target().shape().extents());
      return true;
    } catch (IllegalArgumentException unsuitable) {
      frame.report(Code.SETTING_VALUE, call.span(), unsuitable.getMessage());
      return false;
    }
  }
}
