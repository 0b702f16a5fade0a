package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Block;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.IndexBinder;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.grammar.tree.Statement;
import dev.cnnc.grammar.tree.Type;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Checks the names of a definition without elaborating it, so that layers which no model calls and
 * branches which are not taken are looked at, too: every name must be defined before it is used,
 * and a warning goes to what is never used. Names from both branches of an {@code if} count as
 * defined after it.
 */
final class NameCheck {
  private final Frame frame;
  private final NameUses names = new NameUses();

  /** Definitions whose names are to be checked against the same library and script. */
  NameCheck(Session session) {
    this.frame = new Frame(session, "", false, Optional.empty());
  }

  /**
   * @param trainings the train blocks of the script, which name parameters and tensors of their
   *     models
   */
  void check(Definition definition, List<Definition.Train> trainings) {
    if (definition instanceof Definition.Layer layer) {
      layer.tensors().forEach(this::tensor);
      layer.values().forEach(this::parameter);
      layer.result().ifPresent(this::type);
      names.define("result");
      block(layer.body());
    } else if (definition instanceof Definition.Model model) {
      model.values().forEach(this::parameter);
      block(model.body());
      trainings.stream()
          .filter(training -> training.model().text().equals(model.name().text()))
          .flatMap(training -> training.settings().stream())
          .forEach(setting -> Mentions.of(setting.value()).forEach(names::use));
    } else if (definition instanceof Definition.Function function) {
      function.values().forEach(this::parameter);
      expression(function.result());
    }
    for (Name name : names.unused()) {
      frame.session().warn(Code.UNUSED, name.span(), "'" + name.text() + "' is never used");
    }
  }

  private void tensor(Parameter.Tensor tensor) {
    for (Axis axis : tensor.type().axes()) {
      if (axis instanceof Axis.Extent extent) {
        TensorTypes.sizeName(extent.value()).ifPresent(names::define);
      }
    }
    names.define(tensor.name());
  }

  private void parameter(Parameter.Value value) {
    value.type().count().ifPresent(this::axis);
    value.fallback().ifPresent(this::expression);
    names.define(value.name());
  }

  private void type(Type.Tensor type) {
    type.axes().forEach(this::axis);
  }

  private void axis(Axis axis) {
    if (axis instanceof Axis.Extent extent) {
      expression(extent.value());
    }
  }

  private void block(Block block) {
    block.statements().forEach(this::statement);
  }

  private void statement(Statement statement) {
    if (statement instanceof Statement.Input input) {
      type(input.type());
      names.define(input.name());
    } else if (statement instanceof Statement.Output output) {
      definition(output.target(), output.value());
      output.target().ifPresent(target -> names.define(target.name().text()));
    } else if (statement instanceof Statement.Param param) {
      type(param.type());
      initializer(param.initializer());
      names.define(param.name());
    } else if (statement instanceof Statement.State state) {
      type(state.type());
      initializer(state.initializer());
      names.define(state.name());
    } else if (statement instanceof Statement.Update update) {
      names.use(update.target().name().text());
      definition(Optional.of(update.target()), update.value());
    } else if (statement instanceof Statement.Assert assertion) {
      expression(assertion.condition());
    } else if (statement instanceof Statement.If conditional) {
      expression(conditional.condition());
      block(conditional.then());
      conditional.otherwise().ifPresent(this::block);
    } else if (statement instanceof Statement.Assignment assignment) {
      definition(Optional.of(assignment.target()), assignment.value());
      names.define(assignment.target().name());
    }
  }

  /** The right side of a formula, where the indices of the left side are known. */
  private void definition(Optional<Statement.Target> target, Expression value) {
    Optional<List<IndexBinder>> indices = target.flatMap(Statement.Target::indices);
    if (indices.isEmpty()) {
      expression(value);
      return;
    }
    indices.get().forEach(this::extent);
    names.open(indices.get());
    expression(value);
    names.close();
  }

  private void extent(IndexBinder binder) {
    if (binder instanceof IndexBinder.Named named) {
      named.extent().ifPresent(this::expression);
    }
  }

  private void initializer(Expression written) {
    if (written instanceof Expression.Reference reference && !names.knows(reference.name())) {
      if (!Initializers.has(reference.name())) {
        Initializers.reportUnknown(frame, new Name(reference.span(), reference.name()));
      }
    } else if (written instanceof Expression.Call call && Initializers.has(call.callee().text())) {
      call.arguments().forEach(argument -> expression(argument.value()));
    } else {
      expression(written);
    }
  }

  private void expression(Expression expression) {
    if (expression instanceof Expression.Reference reference) {
      if (!names.use(reference.name())) {
        frame
            .session()
            .unknownName(
                frame,
                reference.span(),
                reference.name(),
                new TreeSet<>(names.visible()),
                names.inFormula());
      }
    } else if (expression instanceof Expression.Call call) {
      callee(call);
    } else if (expression instanceof Expression.Member member) {
      expression(member.target());
    } else if (expression instanceof Expression.Reduction reduction) {
      reduction.indices().forEach(this::extent);
      names.open(reduction.indices());
      expression(reduction.body());
      names.close();
    } else if (expression instanceof Expression.Pipeline pipeline) {
      expression(pipeline.source());
      pipeline.stages().forEach(this::stage);
    } else {
      Parts.of(expression).forEach(this::expression);
    }
  }

  private void callee(Expression.Call call) {
    String name = call.callee().text();
    Definitions definitions = frame.definitions();
    if (definitions.layer(name).isEmpty()
        && definitions.function(name).isEmpty()
        && !Primitives.has(name)
        && !Functions.has(name)) {
      Calls.report(frame, call, name);
    }
    call.arguments().forEach(argument -> expression(argument.value()));
  }

  private void stage(Stage stage) {
    if (stage instanceof Stage.Apply apply) {
      callee(apply.call());
    } else if (stage instanceof Stage.Repeat repeat) {
      repeat.from().ifPresent(this::expression);
      expression(repeat.to());
      names.open(
          repeat.variable().stream()
              .map(v -> (IndexBinder) new IndexBinder.Named(v.span(), v, Optional.empty()))
              .toList());
      repeat.stages().forEach(this::stage);
      names.close();
    }
  }
}
