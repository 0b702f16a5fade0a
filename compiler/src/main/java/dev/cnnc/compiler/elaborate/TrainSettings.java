package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.runtime.metric.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code train} block says, after what the command line changes of it.
 *
 * @param model the model's name
 * @param arguments the model's parameters, as far as they are given
 * @param loss the call of the loss, {@code cross_entropy} or {@code cross_entropy(label_smoothing =
 *     0.1)}
 * @param update what a step makes of the parameters
 * @param epochs at least 1
 * @param batch examples in a step, at least 1
 * @param metrics what is measured besides the loss; may be none
 * @param checkpoint the metric whose best epoch is kept; the last epoch is kept if there is none
 * @param sparse whether a step updates only those rows of a table that it reads
 * @param span the whole block
 */
public record TrainSettings(
    String model,
    Map<String, Constant> arguments,
    DataSettings data,
    Expression loss,
    UpdateRule update,
    SettingCall schedule,
    int epochs,
    int batch,
    long seed,
    List<SettingCall> metrics,
    Optional<SettingCall> checkpoint,
    boolean sparse,
    SourceSpan span) {
  public TrainSettings {
    arguments = Map.copyOf(arguments);
    metrics = List.copyOf(metrics);
  }

  /** The metric whose best epoch is kept; the last epoch is kept if there is none. */
  public Optional<Metric> best() {
    return checkpoint.map(MetricElaboration::metric);
  }
}
