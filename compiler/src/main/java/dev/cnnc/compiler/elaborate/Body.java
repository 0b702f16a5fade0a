package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Block;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Elaborates the statements of a body in order. */
final class Body {
  private final Frame frame;
  private final Evaluator at;
  private final Variables variables;
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private Optional<Value> result = Optional.empty();
  private boolean failed;
  private boolean stopped;

  Body(Frame frame) {
    this.frame = frame;
    this.at = new Evaluator(frame);
    this.variables = new Variables(frame);
  }

  /** The outputs by their names. */
  Map<String, Value> outputs() {
    return outputs;
  }

  /** The last output. */
  Optional<Value> result() {
    return result;
  }

  /** Whether an output could not be elaborated, which has then been reported. */
  boolean failed() {
    return failed;
  }

  /** The parameters this body itself declares. */
  List<Value> parameters() {
    return variables.parameters();
  }

  /** Elaborates until an assertion fails, after which nothing could be relied on. */
  void elaborate(Block block) {
    for (Statement statement : block.statements()) {
      if (statement instanceof Statement.Assert assertion) {
        if (!new Assertions(at).holds(assertion)) {
          failed = true;
          stopped = true;
        }
      } else {
        elaborate(statement);
      }
      if (stopped) {
        return;
      }
    }
  }

  private void elaborate(Statement statement) {
    if (statement instanceof Statement.Input input) {
      input(input);
    } else if (statement instanceof Statement.Output output) {
      output(output);
    } else if (statement instanceof Statement.Param param) {
      variables.parameter(param);
    } else if (statement instanceof Statement.State state) {
      variables.state(state);
    } else if (statement instanceof Statement.Update update) {
      variables.update(update, at);
    } else if (statement instanceof Statement.If conditional) {
      conditional(conditional);
    } else if (statement instanceof Statement.Assignment assignment) {
      Statement.Target target = assignment.target();
      Meaning meaning = value(target, assignment.value(), Optional.empty(), assignment.span());
      define(target, meaning);
    }
  }

  private void input(Statement.Input input) {
    String name = input.name().text();
    if (frame.call().isPresent()) {
      frame.report(
          Code.OPERAND_TYPE,
          input.span(),
          "a layer takes its tensors in its signature; inputs belong to models",
          "write layer NAME(" + name + ": " + input.type().span().text() + ")");
      return;
    }
    Optional<Shape> shape = new TensorTypes(frame).shape(input.type());
    Meaning meaning = Meaning.UNKNOWN;
    boolean known = frame.scope().find(name).isPresent();
    if (shape.isPresent() && !known && requireFree(name, input.span())) {
      Value value =
          frame
              .session()
              .graph()
              .addKeyed(
                  name,
                  Types.element(input.type()),
                  shape.get(),
                  true,
                  frame.origin(input.span()),
                  new Operation.Input());
      meaning = new Meaning.Tensor(value, frame.note("input", input.span()));
    }
    define(input.name().text(), meaning, input.name().span());
  }

  private boolean requireFree(String key, SourceSpan span) {
    if (frame.session().graph().has(key)) {
      frame.report(Code.DEFINED_TWICE, span, "there is a value called " + key + " already");
      return false;
    }
    return true;
  }

  private void output(Statement.Output output) {
    Optional<Statement.Target> target = output.target();
    String name = target.map(t -> t.name().text()).orElse("output");
    Optional<Shape> declared = frame.result();
    Meaning meaning =
        target.isPresent()
            ? value(target.get(), output.value(), declared, output.span())
            : at.place(at.evaluate(output.value()), name, output.value().span());
    if (meaning instanceof Constant constant) {
      frame.report(
          Code.NO_OUTPUT,
          output.value().span(),
          "an output is a tensor, found " + constant.describe());
      meaning = Meaning.UNKNOWN;
    }
    if (target.isPresent()) {
      define(target.get(), meaning);
    }
    if (meaning instanceof Meaning.Tensor tensor) {
      result = Optional.of(tensor.value());
      if (outputs.putIfAbsent(name, tensor.value()) != null && frame.call().isEmpty()) {
        frame.report(
            Code.DEFINED_TWICE,
            output.span(),
            "the model has an output called " + name + " already");
      }
    } else {
      failed = true;
    }
  }

  private Meaning value(
      Statement.Target target, Expression expression, Optional<Shape> declared, SourceSpan span) {
    String name = target.name().text();
    if (target.indices().isPresent()) {
      return new Formula(at).elaborate(name, target.indices().get(), expression, declared, span);
    }
    return at.place(at.evaluate(expression), name, expression.span());
  }

  private void define(Statement.Target target, Meaning meaning) {
    define(target.name().text(), meaning, target.name().span());
  }

  private void define(String name, Meaning meaning, SourceSpan span) {
    Optional<Scope.Binding> earlier = frame.scope().define(name, meaning, span);
    if (earlier.isPresent()) {
      frame.report(
          Code.DEFINED_TWICE,
          span,
          "'" + name + "' is defined already, on line " + earlier.get().span().line());
    }
  }

  private void conditional(Statement.If conditional) {
    Optional<Constant> condition = at.constant(conditional.condition(), "the condition of an if");
    if (condition.isEmpty()) {
      failed = true;
      return;
    }
    if (!(condition.get() instanceof Constant.Truth truth)) {
      failed = true;
      frame.report(
          Code.OPERAND_TYPE,
          conditional.condition().span(),
          "a condition is true or false, found " + condition.get().describe());
      return;
    }
    if (truth.value()) {
      elaborate(conditional.then());
    } else {
      conditional.otherwise().ifPresent(this::elaborate);
    }
  }
}
