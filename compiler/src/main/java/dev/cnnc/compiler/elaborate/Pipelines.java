package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Stage;
import java.util.List;
import java.util.Optional;

/** {@code x |> f(a) |> repeat n { … }} */
final class Pipelines {
  private final Evaluator at;
  private final Frame frame;

  Pipelines(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  Meaning pipeline(Expression.Pipeline pipeline) {
    Meaning source = at.evaluate(pipeline.source());
    return stages(pipeline.stages(), source, pipeline);
  }

  private Meaning stages(List<Stage> stages, Meaning from, Expression.Pipeline pipeline) {
    Meaning meaning = from;
    for (Stage stage : stages) {
      if (stage instanceof Stage.Apply apply) {
        Given piped = new Given(Optional.empty(), pipeline.source(), meaning, true);
        meaning = new Calls(at).call(apply.call(), Optional.of(piped));
      } else if (stage instanceof Stage.Repeat repeat) {
        meaning = repeat(repeat, meaning, pipeline);
      }
    }
    return meaning;
  }

  private Meaning repeat(Stage.Repeat repeat, Meaning from, Expression.Pipeline pipeline) {
    Optional<Integer> first =
        repeat.from().isPresent()
            ? at.whole(repeat.from().get(), "the start of a repeat")
            : Optional.of(0);
    Optional<Integer> end = at.whole(repeat.to(), "the count of a repeat");
    if (first.isEmpty() || end.isEmpty()) {
      return Meaning.UNKNOWN;
    }
    if (end.get() < first.get()) {
      frame.report(
          Code.ARITHMETIC,
          repeat.span(),
          "a repeat from " + first.get() + " to " + end.get() + " runs backwards");
      return Meaning.UNKNOWN;
    }
    if (from == Meaning.UNKNOWN) {
      return from;
    }
    long copies = (long) end.get() - first.get();
    frame.session().requireRoom(frame, repeat.to().span(), copies, calls(repeat.stages()));
    Meaning meaning = from;
    CallNames before = frame.callNames().copy();
    boolean outerCopy = frame.sharedCopy();
    for (int i = first.get(); i < end.get() && meaning != Meaning.UNKNOWN; i++) {
      frame.session().enter(frame, repeat.span());
      if (repeat.shared() && i > first.get()) {
        frame.callNames(before.copy());
        frame.sharedCopy(true);
      }
      int copy = i;
      Optional<Scope.Binding> shadowed =
          repeat
              .variable()
              .flatMap(v -> frame.scope().shadow(v.text(), Constant.of(copy), v.span()));
      meaning = stages(repeat.stages(), meaning, pipeline);
      repeat.variable().ifPresent(v -> frame.scope().restore(v.text(), shadowed));
      frame.session().leave();
    }
    frame.sharedCopy(outerCopy);
    return meaning;
  }

  /**
   * How many calls stages make at least, up to one more than the limit. A repeat within whose count
   * is no literal may make none.
   */
  private long calls(List<Stage> stages) {
    long calls = 0;
    for (Stage stage : stages) {
      if (stage instanceof Stage.Apply apply) {
        calls += isCounted(apply.call().callee().text()) ? 1 : 0;
      } else if (stage instanceof Stage.Repeat repeat) {
        calls += copies(repeat) * calls(repeat.stages());
      }
    }
    return Math.min(calls, Session.MAX_CALLS + 1);
  }

  private static long copies(Stage.Repeat repeat) {
    return repeat.from().isEmpty()
            && repeat.to() instanceof Expression.NumberLiteral literal
            && literal.whole()
        ? (long) Math.min(literal.value(), Integer.MAX_VALUE)
        : 0;
  }

  private boolean isCounted(String callee) {
    return frame.definitions().layer(callee).isPresent() || Primitives.has(callee);
  }
}
