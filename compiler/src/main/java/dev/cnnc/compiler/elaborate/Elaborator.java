package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.runtime.metric.Metrics;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns syntax trees into graphs: every call of a layer is replaced by the layer's body, every size
 * is computed, every formula becomes a comprehension.
 *
 * <p>A model is elaborated for training or for inference, for exactly one choice of its arguments.
 * The tour: {@link ModelElaboration} opens a {@link Frame} for the model's {@link Body}; an {@link
 * Evaluator} finds what each expression {@link Meaning means}; {@link LayerCalls} opens a frame for
 * each call; a {@link Formula} has its index ranges found by {@link RangeInference}; {@link
 * Placement} writes the results into the {@link GraphBuilder}.
 */
public final class Elaborator {
  private static final Comparator<SourceSpan> PLACES =
      Comparator.comparing((SourceSpan span) -> span.file().name())
          .thenComparing(SourceSpan::start);

  private final Script script;
  private final Diagnostics diagnostics;
  private final List<Script> scripts;
  private final Definitions definitions = new Definitions();
  private final Elaborations elaborations;

  /**
   * @param script a script without syntax errors
   * @param diagnostics where all findings are reported
   */
  public Elaborator(Script script, Diagnostics diagnostics) {
    this.script = script;
    this.diagnostics = diagnostics;
    Imports imports = new Imports(definitions, diagnostics);
    imports.addWithImports(script);
    this.scripts = imports.scripts();
    this.elaborations = new Elaborations(definitions, diagnostics);
  }

  /**
   * Finds all that is wrong with the script at once: names everywhere, every model in both modes,
   * every training plan, every data block. Nothing is thrown; see the diagnostics.
   */
  public void check() {
    Diagnostics found = new Diagnostics();
    new CheckScript(definitions, found).run(scripts);
    found.all().stream()
        .sorted(Comparator.comparing(Diagnostic::span, PLACES))
        .forEach(diagnostics::report);
  }

  /** The models of the script, in the order of the text, imported ones first. */
  public List<String> models() {
    return List.copyOf(definitions.modelNames());
  }

  /**
   * One model as a graph, whose outputs have the names the model gives them.
   *
   * @param arguments the model's parameters; those not given have their defaults
   * @param training whether it is the model as it is trained: {@code dropout} drops, {@code
   *     batchnorm} takes the statistics of the batch, states are updated
   * @throws CompilationException if the script has errors
   */
  public ElaboratedModel model(String name, Map<String, Constant> arguments, boolean training) {
    return orThrow(elaborations.model(requireModel(name), arguments, training));
  }

  /** The training plans of the script itself, in the order of the text. */
  public List<Definition.Train> trainings() {
    return script.definitions().stream()
        .filter(Definition.Train.class::isInstance)
        .map(Definition.Train.class::cast)
        .toList();
  }

  /**
   * The settings of a train block and of its data block.
   *
   * @throws CompilationException if they have errors, or an override fits nothing
   */
  public TrainSettings settings(Definition.Train block, Overrides overrides) {
    return orThrow(elaborations.settings(block, overrides));
  }

  /**
   * The model of a training plan with its loss: the graph's outputs are the model's and {@code
   * loss}; the inputs are the model's and what the loss takes from the data, {@code label}.
   *
   * @throws CompilationException if the script has errors
   */
  public ElaboratedModel withLoss(TrainSettings settings, boolean training) {
    return withLoss(settings.model(), settings.arguments(), settings.loss(), training);
  }

  /**
   * What a training measures: the metrics that it names, or else the accuracy of a classifier and
   * the loss of others.
   *
   * @param named by the training; may be none
   * @param best the metric whose best epoch is kept, if it is one
   * @param withLoss the model with its loss
   * @throws CompilationException if a metric does not suit them
   */
  public Metrics metrics(
      List<SettingCall> named, Optional<SettingCall> best, ElaboratedModel withLoss) {
    return orThrow(elaborations.metrics(named, best, withLoss));
  }

  /**
   * As {@link #withLoss(TrainSettings, boolean)}, without a training plan.
   *
   * @param loss the call of a loss: {@code cross_entropy(label_smoothing = 0.1)}
   */
  public ElaboratedModel withLoss(
      String model, Map<String, Constant> arguments, Expression loss, boolean training) {
    return orThrow(elaborations.withLoss(requireModel(model), arguments, loss, training));
  }

  /**
   * What a step makes of the parameters of {@code model}: a graph with the inputs {@code
   * grad.PARAMETER} and {@code factor} (the schedule's multiple of the learning rate), whose
   * updates write the parameters and the states {@code optimizer.PARAMETER.…}.
   *
   * @throws CompilationException if the optimizer's call, or that of the clip, has errors
   */
  public Graph update(Graph model, UpdateRule rule) {
    return orThrow(elaborations.update(model, rule));
  }

  /**
   * A single layer of the script or the library as a graph, whose inputs are the layer's tensors
   * and whose output has the name the layer gives it.
   *
   * @param shapes the shapes of the layer's tensors
   * @param arguments the layer's parameters; those not given have their defaults
   * @throws CompilationException if the layer cannot be elaborated for these
   */
  public Graph layer(
      String name, List<Shape> shapes, Map<String, Constant> arguments, boolean training) {
    return orThrow(elaborations.layer(requireLayer(name), shapes, arguments, training));
  }

  /** A layer of the script, the library or the compiler. */
  public Optional<Definition.Layer> layerDefinition(String name) {
    return definitions.layer(name).or(() -> PrimitiveLayers.layer(name));
  }

  private Definition.Model requireModel(String name) {
    return definitions
        .model(name)
        .orElseThrow(() -> unknown("model", name, definitions.modelNames()));
  }

  private Definition.Layer requireLayer(String name) {
    return layerDefinition(name)
        .orElseThrow(() -> unknown("layer", name, definitions.layerNames()));
  }

  private CompilationException unknown(String kind, String name, Collection<String> candidates) {
    Diagnostic found =
        Diagnostic.error(
            Code.UNKNOWN_DEFINITION.text(),
            script.span(),
            "there is no " + kind + " called '" + name + "'");
    String help =
        NearestName.suggest(name, candidates)
            .map(n -> "did you mean " + n + "?")
            .orElse(
                candidates.isEmpty()
                    ? "the script has none"
                    : "there are " + String.join(", ", candidates));
    diagnostics.report(found.withHelp(help));
    return new CompilationException(diagnostics.all());
  }

  private <T> T orThrow(Optional<T> result) {
    if (result.isEmpty() || diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return result.get();
  }
}
