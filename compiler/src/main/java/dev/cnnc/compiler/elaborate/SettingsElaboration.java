package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Elaborates {@code data} and {@code train} blocks. */
final class SettingsElaboration {
  private static final List<String> TRAIN =
      List.of(
          "loss",
          "optimizer",
          "clip",
          "schedule",
          "epochs",
          "batch",
          "seed",
          "metrics",
          "checkpoint",
          "sparse");

  private final Session session;
  private final Frame frame;
  private final SettingCalls calls;
  private final Map<String, Expression> overrides = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private TrainParts parts = TrainParts.NONE;

  /**
   * @throws dev.cnnc.grammar.diagnostic.CompilationException if an override is no expression
   */
  SettingsElaboration(Session session, Overrides overrides) {
    this.session = session;
    this.frame = new Frame(session, "", false, Optional.empty());
    this.calls = new SettingCalls(frame);
    overrides
        .values()
        .forEach((name, text) -> this.overrides.put(name, Parser.parseExpression(text)));
  }

  /** What {@link #train} has found to be sound by itself, also if the block as a whole is not. */
  TrainParts parts() {
    return parts;
  }

  /** The settings of a data block; empty, and reported, if they are not complete. */
  Optional<DataSettings> data(Definition.Data block) {
    Settings settings = new Settings(frame, "data", block.name().span());
    settings.read(block.settings(), DataBlock.SETTINGS);
    takeOverrides(settings, DataBlock.SETTINGS);
    return new DataBlock(frame, settings, calls).read(block).filter(read -> !session.failed());
  }

  /** The settings of a train block and its data; empty, and reported, if they are not complete. */
  Optional<TrainSettings> train(Definition.Train block) {
    Settings settings = new Settings(frame, "train", block.model().span());
    settings.read(block.settings(), TRAIN);
    takeOverrides(settings, TRAIN);
    Optional<Definition.Model> model = session.definitions().model(block.model().text());
    if (model.isEmpty()) {
      unknown("model", block.model(), session.definitions().modelNames());
    }
    Optional<Definition.Data> data = session.definitions().data(block.data().text());
    if (data.isEmpty()) {
      unknown("data block", block.data(), session.definitions().dataNames());
    }
    Optional<Expression> loss = settings.require("loss");
    Optional<Expression.Call> optimizer =
        layerCall("optimizer", "sgd(lr = 0.05, momentum = 0.9)", settings.require("optimizer"));
    Optional<Expression> clipping = settings.find("clip");
    Optional<Expression.Call> clip = layerCall("clip", "clip_norm(5)", clipping);
    Optional<UpdateRule> update =
        clip.isPresent() || clipping.isEmpty()
            ? optimizer.map(call -> new UpdateRule(call, clip))
            : Optional.empty();
    Optional<Map<String, Constant>> arguments = model.flatMap(m -> arguments(m, block.arguments()));
    List<SettingCall> metrics = calls.metrics(settings.find("metrics"));
    Optional<SettingCall> checkpoint = calls.checkpoint(settings.find("checkpoint"));
    parts = new TrainParts(model, arguments, loss, update, metrics, checkpoint);
    Optional<DataSettings> examples = data.flatMap(this::data);
    checkpoint.ifPresent(best -> requireTest(best, examples));
    SettingCall schedule = calls.schedule(settings.find("schedule"), block.span());
    long epochs = settings.whole("epochs", 1, 1);
    long batch = settings.whole("batch", 32, 1);
    long seed = settings.whole("seed", 0, 0);
    boolean sparse = settings.truth("sparse", false);
    rejectOtherOverrides(model, Stream.of(optimizer, clip).flatMap(Optional::stream).toList());
    if (session.failed()) {
      return Optional.empty();
    }
    return Optional.of(
        new TrainSettings(
            block.model().text(),
            arguments.orElseThrow(),
            examples.orElseThrow(),
            loss.orElseThrow(),
            update.orElseThrow(),
            schedule,
            (int) Math.min(epochs, Integer.MAX_VALUE),
            (int) Math.min(batch, Integer.MAX_VALUE),
            seed,
            metrics,
            checkpoint,
            sparse,
            block.span()));
  }

  private void requireTest(SettingCall best, Optional<DataSettings> examples) {
    if (examples.isPresent() && !examples.get().hasTest()) {
      frame.report(
          Code.SETTING_VALUE,
          best.span(),
          "the best epoch is found by the test examples, and data "
              + examples.get().name()
              + " has none",
          "name test files there, or leave checkpoint out");
    }
  }

  /**
   * What takes the place of a setting or parameter, if something does. Several may have the same
   * name, as the {@code vocabulary} of a model and of its data; all of them take it.
   */
  private Expression take(String name) {
    taken.add(name);
    return overrides.get(name);
  }

  private void takeOverrides(Settings settings, List<String> names) {
    for (String name : names) {
      boolean another = taken.contains(name) && settings.find(name).isEmpty();
      if (overrides.containsKey(name) && !another) {
        settings.override(name, take(name));
      }
    }
  }

  /**
   * The call of a layer that a setting is, with the arguments that are overridden; empty, and
   * reported, if it is none.
   */
  private Optional<Expression.Call> layerCall(
      String setting, String example, Optional<Expression> written) {
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Expression.Call call;
    if (written.get() instanceof Expression.Call given) {
      call = given;
    } else if (written.get() instanceof Expression.Reference reference) {
      call =
          new Expression.Call(
              reference.span(),
              new Name(reference.span(), reference.name()),
              List.of(),
              Optional.empty());
    } else {
      frame.report(
          Code.SETTING_VALUE, written.get().span(), setting + " must be a call, as " + example);
      return Optional.empty();
    }
    Optional<Definition.Layer> layer = session.definitions().layer(call.callee().text());
    if (layer.isEmpty()) {
      Calls.report(frame, call, call.callee().text());
      return Optional.empty();
    }
    List<Argument> arguments = new ArrayList<>(call.arguments());
    List<Parameter.Value> parameters = layer.get().values();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name().text();
      Expression value = take(name);
      if (value != null) {
        override(arguments, name, i, value);
      }
    }
    return Optional.of(new Expression.Call(call.span(), call.callee(), arguments, call.alias()));
  }

  private static void override(List<Argument> arguments, String name, int place, Expression value) {
    if (place < arguments.size() && arguments.get(place).name().isEmpty()) {
      arguments.set(place, new Argument(value.span(), Optional.empty(), value));
      return;
    }
    arguments.removeIf(a -> a.name().isPresent() && a.name().get().text().equals(name));
    arguments.add(new Argument(value.span(), Optional.of(new Name(value.span(), name)), value));
  }

  /** The parameters of the model that the block or an override gives; empty if one is wrong. */
  private Optional<Map<String, Constant>> arguments(
      Definition.Model model, List<Argument> written) {
    List<Given> given = new ArrayList<>();
    List<String> names = model.values().stream().map(v -> v.name().text()).toList();
    for (int i = 0; i < written.size(); i++) {
      Argument argument = written.get(i);
      String byPosition = i < names.size() ? names.get(i) : "";
      if (!overrides.containsKey(argument.name().map(Name::text).orElse(byPosition))) {
        Name name =
            argument.name().orElse(i < names.size() ? new Name(argument.span(), byPosition) : null);
        given.add(given(Optional.ofNullable(name), argument.value()));
      }
    }
    for (String name : names) {
      Expression value = take(name);
      if (value != null) {
        given.add(given(Optional.of(new Name(value.span(), name)), value));
      }
    }
    Frame scratch = new Frame(session, "", false, Optional.empty());
    boolean sound =
        new ValueArguments(new Evaluator(scratch), frame, model.name().text(), model.name().span())
            .bind(model.values(), List.of(), given);
    Map<String, Constant> arguments = new LinkedHashMap<>();
    for (Given argument : given) {
      if (argument.name().isPresent() && argument.meaning() instanceof Constant constant) {
        arguments.put(argument.name().get().text(), constant);
      }
    }
    return sound ? Optional.of(arguments) : Optional.empty();
  }

  private Given given(Optional<Name> name, Expression value) {
    return new Given(name, value, new Evaluator(frame).evaluate(value), false);
  }

  private void rejectOtherOverrides(
      Optional<Definition.Model> model, List<Expression.Call> updating) {
    List<String> known = new ArrayList<>(TRAIN);
    known.addAll(DataBlock.SETTINGS);
    for (Expression.Call call : updating) {
      session
          .definitions()
          .layer(call.callee().text())
          .ifPresent(layer -> layer.values().forEach(v -> known.add(v.name().text())));
    }
    model.ifPresent(m -> m.values().forEach(v -> known.add(v.name().text())));
    overrides.keySet().removeAll(taken);
    overrides.forEach(
        (name, value) ->
            frame.report(
                Code.UNKNOWN_SETTING,
                value.span(),
                "there is no setting or model parameter '" + name + "'",
                NearestName.suggest(name, known)
                    .map(n -> "did you mean " + n + "?")
                    .orElse("there are " + String.join(", ", known))));
  }

  private void unknown(String kind, Name name, Collection<String> known) {
    SourceSpan span = name.span();
    frame.report(
        Code.UNKNOWN_DEFINITION,
        span,
        "there is no " + kind + " called '" + name.text() + "'",
        NearestName.suggest(name.text(), known)
            .map(n -> "did you mean " + n + "?")
            .orElse(
                known.isEmpty() ? "the script has none" : "known: " + String.join(", ", known)));
  }
}
