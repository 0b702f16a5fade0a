package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import java.util.List;
import java.util.Optional;

/** Calls of {@code function}s, which are computed at compile time. */
final class FunctionCalls {
  private final Frame frame;

  FunctionCalls(Frame frame) {
    this.frame = frame;
  }

  Meaning call(Definition.Function function, Expression.Call call, List<Given> given) {
    for (Given argument : given) {
      if (argument.meaning() == Meaning.UNKNOWN) {
        return Meaning.UNKNOWN;
      }
      if (!(argument.meaning() instanceof Constant)) {
        frame.report(
            Code.NOT_CONSTANT,
            argument.span(),
            function.name().text()
                + " is computed at compile time and takes values known then, found "
                + ShapeMismatch.name(argument.source()));
        return Meaning.UNKNOWN;
      }
    }
    String name = function.name().text();
    CallSite site = new CallSite(name, LayerCalls.text(name, given), call.span(), frame);
    frame.session().countCall(frame, call.span(), name);
    boolean library = Library.isPart(function);
    Frame callee = new Frame(frame.session(), frame.path(), library, Optional.of(site));
    Evaluator inside = new Evaluator(callee);
    if (!new ValueArguments(inside, frame, name, call.span())
        .bind(function.values(), List.of(), given)) {
      return Meaning.UNKNOWN;
    }
    Meaning result = inside.evaluate(function.result());
    if (result instanceof Constant || result == Meaning.UNKNOWN) {
      return result;
    }
    callee.report(
        Code.NOT_CONSTANT,
        function.result().span(),
        "a function gives a value known at compile time");
    return Meaning.UNKNOWN;
  }
}
