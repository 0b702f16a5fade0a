package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.runtime.metric.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The things that can be elaborated, each in a session of its own. An empty result has been
 * reported.
 */
final class Elaborations {
  private final Definitions definitions;
  private final Diagnostics diagnostics;

  Elaborations(Definitions definitions, Diagnostics diagnostics) {
    this.definitions = definitions;
    this.diagnostics = diagnostics;
  }

  Session newSession(boolean training) {
    return new Session(definitions, diagnostics, training);
  }

  Optional<ElaboratedModel> model(
      Definition.Model model, Map<String, Constant> arguments, boolean training) {
    return attempt(
        () -> {
          ModelElaboration elaboration = new ModelElaboration(newSession(training), model);
          elaboration.run(given(arguments, model.name().span()));
          return elaboration.finish(Map.of());
        });
  }

  Optional<TrainSettings> settings(Definition.Train block, Overrides overrides) {
    return attempt(() -> new SettingsElaboration(newSession(true), overrides).train(block));
  }

  /** Reports what is wrong with a train block, and gives what of it can be checked further. */
  TrainParts parts(Definition.Train block) {
    SettingsElaboration elaboration = new SettingsElaboration(newSession(true), Overrides.NONE);
    attempt(() -> elaboration.train(block));
    return elaboration.parts();
  }

  /** Checks that a loss is a layer, for a model that cannot be elaborated. */
  void loss(Expression loss) {
    Session session = newSession(true);
    Frame frame = new Frame(session, "", false, Optional.empty());
    attempt(() -> new LossElaboration(session, frame, Map.of()).layer(loss));
  }

  Optional<DataSettings> data(Definition.Data block) {
    return attempt(() -> new SettingsElaboration(newSession(true), Overrides.NONE).data(block));
  }

  Optional<ElaboratedModel> withLoss(
      Definition.Model model, Map<String, Constant> arguments, Expression loss, boolean training) {
    Session session = newSession(training);
    ModelElaboration elaboration = new ModelElaboration(session, model);
    return attempt(
        () -> {
          if (!elaboration.run(given(arguments, model.name().span()))) {
            return Optional.empty();
          }
          Optional<ElaboratedModel> alone =
              training ? Optional.empty() : elaboration.finish(Map.of());
          LossElaboration written =
              new LossElaboration(session, elaboration.frame(), elaboration.outputs());
          return written
              .run(loss)
              .flatMap(value -> elaboration.finish(Map.of(LossElaboration.NAME, value)))
              .map(all -> all.withLossOf(alone, written.comparison()));
        });
  }

  /**
   * What a training measures.
   *
   * @param named the metrics that it names
   * @param best the metric whose best epoch it keeps, if it does
   * @param withLoss its model with the loss
   */
  Optional<Metrics> metrics(
      List<SettingCall> named, Optional<SettingCall> best, ElaboratedModel withLoss) {
    Session session = newSession(true);
    Frame frame = new Frame(session, "", false, Optional.empty());
    Metrics metrics = new MetricElaboration(frame, withLoss.comparison()).run(named, best);
    return session.failed() ? Optional.empty() : Optional.of(metrics);
  }

  Optional<Graph> update(Graph model, UpdateRule rule) {
    return update(model.nodes(Operation.Parameter.class), rule);
  }

  /**
   * @param parameters those that are updated; the arguments of the optimizer are checked even if
   *     there are none
   */
  Optional<Graph> update(List<Node> parameters, UpdateRule rule) {
    return attempt(() -> new OptimizerElaboration(newSession(true)).run(parameters, rule));
  }

  Optional<Graph> layer(
      Definition.Layer layer,
      List<Shape> shapes,
      Map<String, Constant> arguments,
      boolean training) {
    return attempt(
        () ->
            new LayerElaboration(newSession(training), layer)
                .run(shapes, given(arguments, layer.name().span())));
  }

  /**
   * Checks the names of a definition.
   *
   * @param trainings the train blocks that may name what is in it
   */
  void names(Definition definition, List<Definition.Train> trainings) {
    attempt(
        () -> {
          new NameCheck(newSession(true)).check(definition, trainings);
          return Optional.empty();
        });
  }

  private static <T> Optional<T> attempt(Supplier<Optional<T>> elaboration) {
    try {
      return elaboration.get();
    } catch (Session.Abandoned reported) {
      return Optional.empty();
    }
  }

  /** Arguments given from outside the script, at the place of what they are for. */
  private static List<Given> given(Map<String, Constant> arguments, SourceSpan span) {
    return arguments.entrySet().stream()
        .map(
            entry ->
                new Given(
                    Optional.of(new Name(span, entry.getKey())),
                    new Expression.Reference(span, entry.getKey()),
                    entry.getValue(),
                    false))
        .toList();
  }
}
