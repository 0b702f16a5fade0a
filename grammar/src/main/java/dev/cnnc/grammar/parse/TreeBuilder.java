package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Block;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.grammar.tree.Setting;
import dev.cnnc.grammar.tree.Statement;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns what the parser read into the syntax tree. Definitions, statements and settings with a
 * syntax error in them are left out.
 */
final class TreeBuilder {
  private final SyntaxErrors errors;
  private final ExpressionBuilder expressions;

  TreeBuilder(SyntaxErrors errors) {
    this.errors = errors;
    this.expressions = new ExpressionBuilder(errors);
  }

  Script script(CnnParser.ScriptContext context) {
    List<Definition> definitions = new ArrayList<>();
    for (CnnParser.DefinitionContext definition : context.definition()) {
      if (definition.exception == null) {
        definitions.add(definition(definition));
      }
    }
    return new Script(errors.span(0, errors.file().text().length()), definitions);
  }

  private Definition definition(CnnParser.DefinitionContext context) {
    SourceSpan span = errors.span(context);
    if (context instanceof CnnParser.ImportDefinitionContext c) {
      return new Definition.Import(span, expressions.string(c.STRING()));
    } else if (context instanceof CnnParser.LayerDefinitionContext c) {
      Signature signature = new Signature(errors);
      signature.layer(parameters(c.signature().tensors), parameters(c.signature().values));
      Optional<Type.Tensor> result =
          Optional.ofNullable(c.type()).flatMap(t -> tensor(t, "a layer's result"));
      return new Definition.Layer(
          span,
          expressions.name(c.name()),
          signature.tensors(),
          signature.values(),
          result,
          block(c.block()));
    } else if (context instanceof CnnParser.ModelDefinitionContext c) {
      return new Definition.Model(
          span, expressions.name(c.name()), values(c.valueParameters()), block(c.block()));
    } else if (context instanceof CnnParser.FunctionDefinitionContext c) {
      return new Definition.Function(
          span,
          expressions.name(c.name()),
          values(c.valueParameters()),
          expressions.build(c.expression()));
    } else if (context instanceof CnnParser.DataDefinitionContext c) {
      return new Definition.Data(span, expressions.name(c.name()), settings(c.settings()));
    } else if (context instanceof CnnParser.TrainDefinitionContext c) {
      return new Definition.Train(
          span,
          expressions.name(c.name(0)),
          c.arguments() == null ? List.of() : expressions.arguments(c.arguments()),
          expressions.name(c.name(1)),
          settings(c.settings()));
    }
    throw new IllegalStateException("not a definition: " + context.getClass());
  }

  private List<Parameter.Value> values(CnnParser.ValueParametersContext context) {
    Signature signature = new Signature(errors);
    signature.values(context == null ? List.of() : parameters(context.parameters()));
    return signature.values();
  }

  private List<Signature.Written> parameters(CnnParser.ParametersContext context) {
    List<Signature.Written> result = new ArrayList<>();
    if (context != null) {
      for (CnnParser.ParameterContext parameter : context.parameter()) {
        result.add(
            new Signature.Written(
                errors.span(parameter),
                expressions.name(parameter.name()),
                type(parameter.type()),
                Optional.ofNullable(parameter.expression()).map(expressions::build)));
      }
    }
    return result;
  }

  private Type type(CnnParser.TypeContext context) {
    SourceSpan span = errors.span(context);
    if (context instanceof CnnParser.ScalarTypeContext scalar) {
      Type.Kind kind = Type.Kind.valueOf(scalar.kind.getText().toUpperCase(Locale.ROOT));
      return new Type.Scalar(span, kind, Optional.ofNullable(scalar.axis()).map(this::axis));
    }
    CnnParser.TensorTypeContext tensor = (CnnParser.TensorTypeContext) context;
    List<Axis> axes = new ArrayList<>();
    tensor.axis().forEach(axis -> axes.add(axis(axis)));
    boolean real = tensor.element.getText().equals("f32");
    return new Type.Tensor(span, real ? Type.Element.F32 : Type.Element.I32, axes);
  }

  private Axis axis(CnnParser.AxisContext axis) {
    SourceSpan span = errors.span(axis);
    return axis.expression() == null
        ? new Axis.Rest(span)
        : new Axis.Extent(span, expressions.build(axis.expression()));
  }

  private Optional<Type.Tensor> tensor(CnnParser.TypeContext context, String what) {
    if (type(context) instanceof Type.Tensor tensor) {
      return Optional.of(tensor);
    }
    errors.report(
        SyntaxCode.SIGNATURE,
        errors.span(context),
        "%s has the type '%s', expected f32[…] or i32[…]".formatted(what, context.getText()));
    return Optional.empty();
  }

  private List<Setting> settings(CnnParser.SettingsContext context) {
    return context.setting().stream()
        .filter(s -> s.exception == null)
        .map(
            s ->
                new Setting(
                    errors.span(s), expressions.name(s.label()), expressions.build(s.expression())))
        .toList();
  }

  private Block block(CnnParser.BlockContext context) {
    expressions.enter(1, context);
    List<Statement> statements = new ArrayList<>();
    for (CnnParser.StatementContext statement : context.statement()) {
      if (statement.exception == null) {
        statement(statement).ifPresent(statements::add);
      }
    }
    expressions.leave();
    return new Block(errors.span(context), statements);
  }

  private Optional<Statement> statement(CnnParser.StatementContext context) {
    SourceSpan span = errors.span(context);
    if (context instanceof CnnParser.InputStatementContext c) {
      return tensor(c.type(), "an input")
          .map(type -> new Statement.Input(span, expressions.name(c.name()), type));
    } else if (context instanceof CnnParser.OutputStatementContext c) {
      return output(c);
    } else if (context instanceof CnnParser.ParamStatementContext c) {
      Expression initializer = expressions.build(c.expression());
      return tensor(c.type(), "a param")
          .map(
              type ->
                  new Statement.Param(
                      span,
                      expressions.name(c.name(0)),
                      expressions.alias(c.alias),
                      type,
                      initializer));
    } else if (context instanceof CnnParser.StateStatementContext c) {
      Expression initializer = expressions.build(c.expression());
      return tensor(c.type(), "a state")
          .map(
              type ->
                  new Statement.State(
                      span,
                      expressions.name(c.name(0)),
                      expressions.alias(c.alias),
                      type,
                      initializer));
    } else if (context instanceof CnnParser.UpdateStatementContext c) {
      return Optional.of(
          new Statement.Update(span, target(c.target()), expressions.build(c.expression())));
    } else if (context instanceof CnnParser.AssertStatementContext c) {
      return Optional.of(
          new Statement.Assert(
              span, expressions.build(c.expression()), expressions.string(c.STRING())));
    } else if (context instanceof CnnParser.IfStatementContext c) {
      return Optional.of(conditional(c.conditional()));
    } else if (context instanceof CnnParser.AssignmentContext c) {
      return Optional.of(
          new Statement.Assignment(span, target(c.target()), expressions.build(c.expression())));
    }
    throw new IllegalStateException("not a statement: " + context.getClass());
  }

  private Statement conditional(CnnParser.ConditionalContext context) {
    expressions.enter(1, context);
    Expression condition = expressions.build(context.expression());
    Block then = block(context.block(0));
    Optional<Block> otherwise = Optional.empty();
    if (context.conditional() != null) {
      Statement next = conditional(context.conditional());
      otherwise = Optional.of(new Block(next.span(), List.of(next)));
    } else if (context.block().size() > 1) {
      otherwise = Optional.of(block(context.block(1)));
    }
    expressions.leave();
    return new Statement.If(errors.span(context), condition, then, otherwise);
  }

  private Optional<Statement> output(CnnParser.OutputStatementContext context) {
    SourceSpan span = errors.span(context);
    Expression first = expressions.build(context.value);
    if (context.formula == null) {
      return Optional.of(new Statement.Output(span, Optional.empty(), first));
    }
    Expression value = expressions.build(context.formula);
    if (first instanceof Expression.Reference name) {
      Statement.Target target =
          new Statement.Target(first.span(), new Name(name.span(), name.name()), Optional.empty());
      return Optional.of(new Statement.Output(span, Optional.of(target), value));
    } else if (first instanceof Expression.Access access
        && access.target() instanceof Expression.Reference name) {
      Statement.Target target =
          new Statement.Target(
              first.span(),
              new Name(name.span(), name.name()),
              Optional.of(expressions.binders(access.subscripts())));
      return Optional.of(new Statement.Output(span, Optional.of(target), value));
    }
    errors.report(
        SyntaxCode.TARGET,
        first.span(),
        "the left side of '=' is an expression, expected a name or a formula such as 'y[i, j]'");
    return Optional.empty();
  }

  private Statement.Target target(CnnParser.TargetContext context) {
    Name name = expressions.name(context.name());
    if (context.subscripts() == null) {
      return new Statement.Target(errors.span(context), name, Optional.empty());
    }
    if (context.name().REDUCTION() != null) {
      errors.report(
          Diagnostic.error(
                  SyntaxCode.TARGET,
                  name.span(),
                  "a formula cannot be called '%s', which is a reduction".formatted(name.text()))
              .withHelp("rename it; '%s[…]' would be read as a reduction".formatted(name.text())));
    }
    return new Statement.Target(
        errors.span(context),
        name,
        Optional.of(expressions.binders(expressions.subscripts(context.subscripts()))));
  }
}
