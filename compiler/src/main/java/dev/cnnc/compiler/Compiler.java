package dev.cnnc.compiler;

import dev.cnnc.compiler.api.ModelBuilder;
import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.compiler.elaborate.ElaboratedModel;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.elaborate.UpdateRule;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.IndependentExamples;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import dev.cnnc.compiler.tune.ScheduleFile;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Pass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The front door: from a script, or a model built in Java, to a network that runs.
 *
 * <pre>{@code
 * Compiler compiler = Compiler.of(new SourceFile("lenet.cnn", text));
 * CompiledModel lenet = compiler.inference("LeNet", Map.of()).load();
 * }</pre>
 *
 * The stages: {@link Parser} reads the text, {@link Elaborator} makes a graph of a model, {@link
 * Differentiate} adds its gradients, {@link dev.cnnc.compiler.optimize.Passes} simplify it; {@link
 * Compilation} takes it on to loops and class files.
 */
public final class Compiler {
  private final Script script;
  private final Diagnostics diagnostics;
  private final Elaborator elaborator;
  private final WinogradChoice winograd;
  private final ScheduleFile schedules;

  private Compiler(Script script, Diagnostics diagnostics) {
    this(
        script,
        diagnostics,
        new Elaborator(script, diagnostics),
        WinogradChoice.AUTO,
        ScheduleFile.EMPTY);
  }

  private Compiler(
      Script script,
      Diagnostics diagnostics,
      Elaborator elaborator,
      WinogradChoice winograd,
      ScheduleFile schedules) {
    this.script = script;
    this.diagnostics = diagnostics;
    this.elaborator = elaborator;
    this.winograd = winograd;
    this.schedules = schedules;
  }

  /**
   * A compiler for a script.
   *
   * @throws CompilationException if its text is not well-formed
   */
  public static Compiler of(SourceFile source) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(source, diagnostics);
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return new Compiler(script, diagnostics);
  }

  /** A compiler for a model built in Java. */
  public static Compiler of(ModelBuilder model) {
    return new Compiler(new Script(SourceSpan.NONE, List.of(model.build())), new Diagnostics());
  }

  /**
   * The same compiler, with another choice of where code computes convolutions by fewer
   * multiplications and with more rounding; without this, it is {@link WinogradChoice#AUTO}.
   *
   * @param choice where
   */
  public Compiler withWinograd(WinogradChoice choice) {
    return new Compiler(script, diagnostics, elaborator, choice, schedules);
  }

  /**
   * The same compiler, for code with schedules that were found by measurement ({@code cnnc tune}),
   * on the kinds of machines that they were found on; elsewhere they are of no effect. Sums may be
   * added up in another order than without, so results can differ in their last bits.
   */
  public Compiler withSchedules(ScheduleFile found) {
    return new Compiler(script, diagnostics, elaborator, winograd, found);
  }

  public Script script() {
    return script;
  }

  public Elaborator elaborator() {
    return elaborator;
  }

  /** What has been found so far: after a compilation that succeeded, its warnings. */
  public Diagnostics diagnostics() {
    return diagnostics;
  }

  /** A model as it is used: {@code training} is false. */
  public Compilation inference(String model, Map<String, Constant> arguments) {
    return inference(model, arguments, EnumSet.of(Pass.INFERENCE, Pass.BATCH_INFERENCE));
  }

  /** As {@link #inference}, without the program for batches: that for single ones runs them too. */
  public Compilation singleExamples(String model, Map<String, Constant> arguments) {
    return inference(model, arguments, EnumSet.of(Pass.INFERENCE));
  }

  private Compilation inference(String model, Map<String, Constant> arguments, Set<Pass> passes) {
    ElaboratedModel elaborated = elaborator.model(model, arguments, false);
    Map<Pass, Graph> graphs = inference(elaborated.graph());
    graphs.keySet().retainAll(passes);
    return compilation(model, elaborated, graphs, Metrics.NONE);
  }

  /** What runs a model as it is used. */
  private static Map<Pass, Graph> inference(Graph model) {
    Map<Pass, Graph> graphs = new EnumMap<>(Pass.class);
    graphs.put(Pass.INFERENCE, model);
    if (IndependentExamples.in(model)) {
      graphs.put(Pass.BATCH_INFERENCE, model);
    }
    return graphs;
  }

  /**
   * What measures a trained model: its outputs and its loss, as it is used, and the metrics of the
   * training.
   *
   * @param settings of a train block: {@link Elaborator#settings}
   */
  public Compilation evaluation(TrainSettings settings) {
    ElaboratedModel withLoss = elaborator.withLoss(settings, false);
    return compilation(
            settings.model(),
            withLoss.withoutLoss().orElseThrow(),
            Map.of(Pass.EVALUATION, withLoss.graph()),
            elaborator.metrics(settings.metrics(), settings.checkpoint(), withLoss))
        .withBatch(settings.batch());
  }

  /**
   * All that training needs: the model as it is used, alone and with its loss, the gradients of all
   * parameters, and the optimizer.
   *
   * @param settings of a train block: {@link Elaborator#settings}
   */
  public Compilation training(TrainSettings settings) {
    return training(settings, EnumSet.allOf(Pass.class));
  }

  /**
   * As {@link #training(TrainSettings)}, with no more programs than the training runs: those of a
   * step, and the one that tests the model if there are examples to test it on, or parameters or
   * states that the model has only as it is used.
   */
  public Compilation trainingOnly(TrainSettings settings) {
    Set<Pass> passes = EnumSet.of(Pass.GRADIENTS, Pass.UPDATE);
    if (settings.data().hasTest()) {
      passes.add(Pass.EVALUATION);
    }
    return training(settings, passes);
  }

  private Compilation training(TrainSettings settings, Set<Pass> passes) {
    Compilation compilation =
        training(
            settings.model(),
            settings.arguments(),
            settings.loss(),
            settings.update(),
            withLoss -> elaborator.metrics(settings.metrics(), settings.checkpoint(), withLoss),
            passes);
    Compilation batched = compilation.withBatch(settings.batch());
    return settings.sparse() ? batched.withSparseUpdates() : batched;
  }

  /**
   * As {@link #training(TrainSettings)}, for a script or builder without a train block.
   *
   * @param loss the call of a loss as a script would have it: {@code cross_entropy}
   * @param optimizer likewise: {@code sgd(lr = 0.05, momentum = 0.9)}
   */
  public Compilation training(
      String model, Map<String, Constant> arguments, String loss, String optimizer) {
    UpdateRule rule = UpdateRule.of(call(optimizer, "an optimizer", "sgd(lr = 0.05)"));
    return training(model, arguments, Parser.parseExpression(loss), rule);
  }

  /**
   * As {@link #training(String, Map, String, String)}, with gradients that are clipped.
   *
   * @param clip as a script would have it: {@code clip_norm(5)}
   */
  public Compilation training(
      String model, Map<String, Constant> arguments, String loss, String optimizer, String clip) {
    UpdateRule rule =
        new UpdateRule(
            call(optimizer, "an optimizer", "sgd(lr = 0.05)"),
            Optional.of(call(clip, "a clip", "clip_norm(5)")));
    return training(model, arguments, Parser.parseExpression(loss), rule);
  }

  private static Expression.Call call(String text, String what, String example) {
    if (Parser.parseExpression(text) instanceof Expression.Call call) {
      return call;
    }
    throw new IllegalArgumentException(
        what + " is a call such as " + example + ", found '" + text + "'");
  }

  private Compilation training(
      String model, Map<String, Constant> arguments, Expression loss, UpdateRule rule) {
    return training(
        model,
        arguments,
        loss,
        rule,
        withLoss -> elaborator.metrics(List.of(), Optional.empty(), withLoss),
        EnumSet.allOf(Pass.class));
  }

  private Compilation training(
      String name,
      Map<String, Constant> arguments,
      Expression loss,
      UpdateRule rule,
      Function<ElaboratedModel, Metrics> measured,
      Set<Pass> passes) {
    ElaboratedModel evaluated = elaborator.withLoss(name, arguments, loss, false);
    ElaboratedModel model = evaluated.withoutLoss().orElseThrow();
    ElaboratedModel trained = elaborator.withLoss(name, arguments, loss, true);
    Metrics metrics = measured.apply(trained);
    Graph withLoss = trained.graph();
    Map<Value, Seed> seeds = Map.of(withLoss.outputs().get(Network.LOSS), Seed.ONE);
    Map<Pass, Graph> graphs = inference(model.graph());
    graphs.put(Pass.EVALUATION, evaluated.graph());
    graphs.put(Pass.GRADIENTS, Differentiate.gradients(withLoss, seeds, withLoss.parameters()));
    graphs.put(Pass.UPDATE, elaborator.update(withLoss, rule));
    Set<Pass> kept = EnumSet.copyOf(passes);
    if (!variables(withLoss).containsAll(variables(evaluated.graph()))) {
      kept.add(Pass.EVALUATION); // or weight files would lack what the model in use reads
    }
    graphs.keySet().retainAll(kept);
    return compilation(name, model, graphs, metrics);
  }

  /** The names of what a network keeps and weight files hold. */
  private static Set<String> variables(Graph graph) {
    Set<String> names = new HashSet<>();
    graph.parameters().forEach(parameter -> names.add(parameter.name()));
    graph.states().forEach(state -> names.add(state.name()));
    return names;
  }

  /**
   * A model with the gradients of its inputs and parameters, for incoming gradients of its outputs:
   * inputs {@code grad.<output>}. Compiled as the pass {@link Pass#GRADIENTS}.
   *
   * @param training whether the model is compiled as it is trained
   */
  public Compilation gradients(String model, Map<String, Constant> arguments, boolean training) {
    ElaboratedModel elaborated = elaborator.model(model, arguments, training);
    Graph graph = elaborated.graph();
    Map<Value, Seed> seeds = new LinkedHashMap<>();
    graph.outputs().values().forEach(output -> seeds.put(output, Seed.INCOMING));
    List<Value> wanted = new ArrayList<>(graph.parameters());
    graph.inputs().stream().filter(i -> i.type() == ElementType.F32).forEach(wanted::add);
    return compilation(
        model,
        elaborated,
        Map.of(Pass.GRADIENTS, Differentiate.gradients(graph, seeds, wanted)),
        Metrics.NONE);
  }

  private Compilation compilation(
      String model, ElaboratedModel elaborated, Map<Pass, Graph> graphs, Metrics metrics) {
    Map<Pass, Graph> optimized = new EnumMap<>(Pass.class);
    graphs.forEach((pass, graph) -> optimized.put(pass, Pipeline.optimize(graph, winograd, pass)));
    return new Compilation(
        model,
        scriptName(),
        elaborated,
        optimized,
        false,
        Compilation.USUAL_BATCH,
        schedules,
        metrics);
  }

  private String scriptName() {
    String name = script.span().file().name();
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }
}
