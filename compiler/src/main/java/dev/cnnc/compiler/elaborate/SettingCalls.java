package dev.cnnc.compiler.elaborate;

import static dev.cnnc.runtime.argument.Argument.optional;
import static dev.cnnc.runtime.argument.Argument.required;
import static dev.cnnc.runtime.argument.Argument.truth;
import static java.util.stream.Collectors.toMap;

import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.runtime.metric.MetricKind;
import dev.cnnc.runtime.prepare.AugmentationKind;
import dev.cnnc.runtime.prepare.TransformKind;
import dev.cnnc.runtime.train.ScheduleKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Settings that name something with arguments: transforms, schedules, metrics, tokenizers. */
final class SettingCalls {
  private static final Map<String, List<dev.cnnc.runtime.argument.Argument>> TOKENIZERS =
      Map.of(
          "words", List.of(truth("lowercase", false)),
          "characters", List.of(truth("lowercase", false)));

  private static final Map<String, List<dev.cnnc.runtime.argument.Argument>> SPLITS =
      Map.of("split", List.of(required("fraction"), optional("seed", 0)));

  private static final Map<String, List<dev.cnnc.runtime.argument.Argument>> METRICS =
      Stream.of(MetricKind.values()).collect(toMap(MetricKind::scriptName, MetricKind::arguments));

  private final Frame frame;

  SettingCalls(Frame frame) {
    this.frame = frame;
  }

  /** {@code scale(1 / 255) |> normalize(…)} */
  List<SettingCall> transforms(Optional<Expression> written) {
    Map<String, List<dev.cnnc.runtime.argument.Argument>> known = new LinkedHashMap<>();
    for (TransformKind kind : TransformKind.values()) {
      known.put(kind.scriptName(), kind.arguments());
    }
    List<SettingCall> calls = chain(written, "transform", known);
    calls.forEach(c -> requireRange(c, () -> TransformKind.named(c.name()).create(c.arguments())));
    return calls;
  }

  /** {@code random_crop(32, padding = 4) |> random_flip} */
  List<SettingCall> augmentations(Optional<Expression> written) {
    Map<String, List<dev.cnnc.runtime.argument.Argument>> known = new LinkedHashMap<>();
    for (AugmentationKind kind : AugmentationKind.values()) {
      known.put(kind.scriptName(), kind.arguments());
    }
    List<SettingCall> calls = chain(written, "augmentation", known);
    calls.forEach(
        c -> requireRange(c, () -> AugmentationKind.named(c.name()).create(c.arguments())));
    return calls;
  }

  /** Reports an argument that whatever is created from a call refuses. */
  private void requireRange(SettingCall call, Supplier<?> creation) {
    try {
      creation.get();
    } catch (IllegalArgumentException refused) {
      frame.report(Code.SETTING_VALUE, call.span(), refused.getMessage());
    }
  }

  /** {@code words(lowercase = true)} */
  Optional<SettingCall> tokenizer(Optional<Expression> written) {
    return written.flatMap(w -> call(w, "tokenizer", TOKENIZERS));
  }

  /** {@code split(0.1)} */
  Optional<SettingCall> split(Expression written) {
    return call(written, "way to choose test examples", SPLITS);
  }

  SettingCall schedule(Optional<Expression> written, SourceSpan span) {
    Map<String, List<dev.cnnc.runtime.argument.Argument>> known = new LinkedHashMap<>();
    for (ScheduleKind kind : ScheduleKind.values()) {
      known.put(kind.scriptName(), kind.arguments());
    }
    return written
        .flatMap(w -> call(w, "schedule", known))
        .orElse(SettingCall.of(ScheduleKind.CONSTANT.scriptName(), span));
  }

  /** One metric, or several in parentheses. */
  List<SettingCall> metrics(Optional<Expression> written) {
    List<SettingCall> metrics = new ArrayList<>();
    if (written.isPresent() && written.get() instanceof Expression.Tuple tuple) {
      tuple.elements().forEach(e -> metric(e).ifPresent(metrics::add));
    } else {
      written.flatMap(this::metric).ifPresent(metrics::add);
    }
    return metrics;
  }

  private Optional<SettingCall> metric(Expression written) {
    Optional<SettingCall> call = call(written, "metric", METRICS);
    try {
      call.ifPresent(MetricElaboration::metric);
      return call;
    } catch (IllegalArgumentException outOfRange) {
      frame.report(Code.SETTING_VALUE, written.span(), outOfRange.getMessage());
      return Optional.empty();
    }
  }

  /** {@code best(METRIC)} */
  Optional<SettingCall> checkpoint(Optional<Expression> written) {
    if (written.isEmpty()) {
      return Optional.empty();
    }
    if (!(written.get() instanceof Expression.Call call
        && call.callee().text().equals("best")
        && call.arguments().size() == 1)) {
      frame.report(Code.SETTING_VALUE, written.get().span(), "checkpoint must be best(METRIC)");
      return Optional.empty();
    }
    Optional<SettingCall> metric = metric(call.arguments().get(0).value());
    if (metric.isPresent() && !MetricElaboration.metric(metric.get()).kind().isScalar()) {
      frame.report(
          Code.SETTING_VALUE,
          metric.get().span(),
          metric.get().name() + " is a table, of which none is the best",
          "name a metric that is a number, as best(accuracy)");
      return Optional.empty();
    }
    return metric;
  }

  private List<SettingCall> chain(
      Optional<Expression> written,
      String kind,
      Map<String, List<dev.cnnc.runtime.argument.Argument>> known) {
    List<SettingCall> calls = new ArrayList<>();
    if (written.isEmpty()) {
      return calls;
    }
    if (!(written.get() instanceof Expression.Pipeline pipeline)) {
      call(written.get(), kind, known).ifPresent(calls::add);
      return calls;
    }
    call(pipeline.source(), kind, known).ifPresent(calls::add);
    for (Stage stage : pipeline.stages()) {
      if (stage instanceof Stage.Apply apply) {
        call(apply.call(), kind, known).ifPresent(calls::add);
      } else {
        frame.report(Code.SETTING_VALUE, stage.span(), "a " + kind + " cannot be repeated");
      }
    }
    return calls;
  }

  private Optional<SettingCall> call(
      Expression written,
      String kind,
      Map<String, List<dev.cnnc.runtime.argument.Argument>> known) {
    Name name;
    List<Argument> given = List.of();
    if (written instanceof Expression.Reference reference) {
      name = new Name(reference.span(), reference.name());
    } else if (written instanceof Expression.Call call) {
      name = call.callee();
      given = call.arguments();
    } else {
      frame.report(Code.SETTING_VALUE, written.span(), "this must be the name of a " + kind);
      return Optional.empty();
    }
    if (!known.containsKey(name.text())) {
      frame.report(
          Code.SETTING_VALUE,
          name.span(),
          "there is no " + kind + " called '" + name.text() + "'",
          NearestName.suggest(name.text(), known.keySet())
              .map(n -> "did you mean " + n + "?")
              .orElse("there are " + String.join(", ", new TreeMap<>(known).keySet())));
      return Optional.empty();
    }
    return arguments(name, given, known.get(name.text()))
        .map(arguments -> new SettingCall(name.text(), arguments, written.span()));
  }

  private Optional<SortedMap<String, List<Double>>> arguments(
      Name name, List<Argument> given, List<dev.cnnc.runtime.argument.Argument> declared) {
    SortedMap<String, List<Double>> arguments = new TreeMap<>();
    boolean sound = true;
    for (int i = 0; i < given.size(); i++) {
      Argument argument = given.get(i);
      String byPosition = i < declared.size() ? declared.get(i).name() : "";
      String key = argument.name().map(Name::text).orElse(byPosition);
      Optional<dev.cnnc.runtime.argument.Argument> parameter =
          declared.stream().filter(d -> d.name().equals(key)).findFirst();
      if (parameter.isEmpty()) {
        List<String> names = declared.stream().map(d -> d.name()).toList();
        frame.report(
            Code.UNKNOWN_ARGUMENT,
            argument.span(),
            name.text()
                + (names.isEmpty() ? " takes no arguments" : " takes " + String.join(", ", names)));
        sound = false;
        continue;
      }
      String what = key + " of " + name.text();
      Optional<List<Double>> numbers =
          parameter.get().kind() == dev.cnnc.runtime.argument.Argument.Kind.TRUTH
              ? truthValue(argument.value(), what)
              : numbers(argument.value(), what);
      sound &= numbers.isPresent();
      numbers.ifPresent(n -> arguments.put(key, n));
      if (numbers.isPresent() && numbers.get().size() != 1 && !parameter.get().list()) {
        frame.report(Code.SETTING_VALUE, argument.span(), what + " must be one number");
        sound = false;
      }
    }
    for (dev.cnnc.runtime.argument.Argument parameter : declared) {
      if (sound && parameter.value().isEmpty() && !arguments.containsKey(parameter.name())) {
        frame.report(
            Code.MISSING_ARGUMENT,
            name.span(),
            name.text() + " needs a value for " + parameter.name());
        sound = false;
      }
    }
    return sound ? Optional.of(arguments) : Optional.empty();
  }

  /** 1 for true, 0 for false. */
  private Optional<List<Double>> truthValue(Expression written, String what) {
    Optional<Constant> value = new Evaluator(frame).constant(written, what);
    if (value.isPresent() && value.get() instanceof Constant.Truth truth) {
      return Optional.of(List.of(truth.value() ? 1.0 : 0.0));
    }
    value.ifPresent(
        v ->
            frame.report(
                Code.SETTING_VALUE,
                written.span(),
                what + " must be true or false, found " + v.describe()));
    return Optional.empty();
  }

  private Optional<List<Double>> numbers(Expression written, String what) {
    Optional<Constant> value = new Evaluator(frame).constant(written, what);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    List<Constant> elements =
        value.get() instanceof Constant.Tuple tuple ? tuple.elements() : List.of(value.get());
    List<Double> numbers = new ArrayList<>();
    for (Constant element : elements) {
      if (!(element instanceof Constant.Number number)) {
        frame.report(
            Code.SETTING_VALUE,
            written.span(),
            what + " must be a number, found " + element.describe());
        return Optional.empty();
      }
      numbers.add(number.value());
    }
    return Optional.of(numbers);
  }
}
