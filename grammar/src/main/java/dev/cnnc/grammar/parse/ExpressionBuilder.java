package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.CnnParser.ExpressionContext;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Expression.BinaryOperator;
import dev.cnnc.grammar.tree.Expression.UnaryOperator;
import dev.cnnc.grammar.tree.IndexBinder;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.grammar.tree.Subscript;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * Turns the parser's expressions into the syntax tree's. Chains such as {@code a + b + …} lean to
 * the left as deep as they are long; they are unrolled by loops, and what would give a tree deeper
 * than {@link Limits#NESTING} is refused.
 */
final class ExpressionBuilder {
  private static final Map<String, BinaryOperator> BINARY =
      Arrays.stream(BinaryOperator.values())
          .collect(Collectors.toMap(BinaryOperator::symbol, Function.identity()));

  private final SyntaxErrors errors;
  private final Literals literals;
  private int depth;

  ExpressionBuilder(SyntaxErrors errors) {
    this.errors = errors;
    this.literals = new Literals(errors);
  }

  Expression build(ExpressionContext context) {
    Deque<ExpressionContext> spine = new ArrayDeque<>();
    ExpressionContext leftmost = context;
    int levels = 1;
    while (left(leftmost) != null) {
      spine.push(leftmost);
      // The stages of a pipeline stand beside each other in the tree.
      levels += leftmost instanceof CnnParser.PipelineContext ? 0 : 1;
      leftmost = left(leftmost);
    }
    enter(levels, context);
    Expression result = leaf(leftmost);
    while (!spine.isEmpty()) {
      ExpressionContext next = spine.pop();
      if (next instanceof CnnParser.BinaryContext binary) {
        result = binary(binary, result);
      } else {
        List<Stage> stages = new ArrayList<>();
        stages.add(stage(((CnnParser.PipelineContext) next).stage()));
        while (spine.peek() instanceof CnnParser.PipelineContext more) {
          stages.add(stage(more.stage()));
          next = spine.pop();
        }
        result = new Expression.Pipeline(errors.span(next), result, stages);
      }
    }
    depth -= levels;
    return result;
  }

  private static ExpressionContext left(ExpressionContext context) {
    if (context instanceof CnnParser.BinaryContext binary) {
      return binary.expression(0);
    }
    return context instanceof CnnParser.PipelineContext pipeline ? pipeline.expression() : null;
  }

  private Expression leaf(ExpressionContext context) {
    if (context instanceof CnnParser.OperandExpressionContext operand) {
      return operand(operand.operand());
    } else if (context instanceof CnnParser.UnaryContext unary) {
      UnaryOperator operator =
          unary.operator.getText().equals("-") ? UnaryOperator.NEGATE : UnaryOperator.NOT;
      return new Expression.Unary(errors.span(context), operator, build(unary.expression()));
    } else if (context instanceof CnnParser.ReductionContext reduction) {
      return new Expression.Reduction(
          errors.span(context),
          new Name(errors.span(reduction.REDUCTION().getSymbol()), reduction.REDUCTION().getText()),
          binders(subscripts(reduction.subscripts())),
          build(reduction.expression()));
    } else if (context instanceof CnnParser.ConditionalExpressionContext conditional) {
      return new Expression.Conditional(
          errors.span(context),
          build(conditional.expression(0)),
          build(conditional.expression(1)),
          build(conditional.expression(2)));
    }
    throw new IllegalStateException("not the left end of an expression: " + context.getClass());
  }

  private Expression binary(CnnParser.BinaryContext context, Expression left) {
    BinaryOperator operator = BINARY.get(context.operator.getText());
    if (isComparison(operator)
        && context.expression(0) instanceof CnnParser.BinaryContext inner
        && isComparison(BINARY.get(inner.operator.getText()))) {
      errors.report(
          Diagnostic.error(
                  SyntaxCode.COMPARISON,
                  errors.span(context.operator),
                  "found '%s' after another comparison, expected 'and' or parentheses"
                      .formatted(operator.symbol()))
              .withHelp("write 'a < b and b < c'"));
    }
    return new Expression.Binary(
        errors.span(context), operator, left, build(context.expression(1)));
  }

  private static boolean isComparison(BinaryOperator operator) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> true;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, POWER, AND, OR -> false;
    };
  }

  private Expression operand(CnnParser.OperandContext context) {
    List<ParserRuleContext> suffixes = new ArrayList<>();
    Expression result = null;
    if (context.REDUCTION() != null) {
      result =
          new Expression.Reference(
              errors.span(context.REDUCTION().getSymbol()), context.REDUCTION().getText());
      if (context.member() != null) {
        suffixes.add(context.member());
      }
    }
    for (CnnParser.SuffixContext suffix : context.suffix()) {
      suffixes.add(suffix.access() != null ? suffix.access() : suffix.member());
    }
    enter(suffixes.size(), context);
    if (result == null) {
      result = primary(context.primary());
    }
    for (ParserRuleContext suffix : suffixes) {
      SourceSpan span = errors.span(context.getStart()).to(errors.span(suffix));
      result =
          suffix instanceof CnnParser.AccessContext access
              ? new Expression.Access(span, result, subscripts(access.subscripts()))
              : new Expression.Member(
                  span, result, name(((CnnParser.MemberContext) suffix).label()));
    }
    depth -= suffixes.size();
    return result;
  }

  private Expression primary(CnnParser.PrimaryContext context) {
    SourceSpan span = errors.span(context);
    if (context instanceof CnnParser.NumberContext number) {
      return literals.number(span, number.getText());
    } else if (context instanceof CnnParser.StringContext string) {
      return new Expression.StringLiteral(span, literals.string(string.STRING().getSymbol()));
    } else if (context instanceof CnnParser.BooleanContext bool) {
      return new Expression.BooleanLiteral(span, bool.getText().equals("true"));
    } else if (context instanceof CnnParser.ParenthesesContext parentheses) {
      List<Expression> elements = parentheses.expression().stream().map(this::build).toList();
      return elements.size() == 1 ? elements.get(0) : new Expression.Tuple(span, elements);
    } else if (context instanceof CnnParser.CallOperandContext operand) {
      CnnParser.CallContext call = operand.call();
      return new Expression.Call(
          span, name(call.name(0)), arguments(call.arguments()), alias(call.alias));
    } else if (context instanceof CnnParser.ReferenceContext) {
      return new Expression.Reference(span, context.getText());
    }
    throw new IllegalStateException("not an operand: " + context.getClass());
  }

  private Stage stage(CnnParser.StageContext context) {
    SourceSpan span = errors.span(context);
    if (context instanceof CnnParser.ApplyStageContext apply) {
      List<Argument> arguments =
          apply.arguments() == null ? List.of() : arguments(apply.arguments());
      return new Stage.Apply(
          span, new Expression.Call(span, name(apply.name(0)), arguments, alias(apply.alias)));
    }
    CnnParser.RepeatStageContext repeat = (CnnParser.RepeatStageContext) context;
    enter(1, context);
    Stage result =
        new Stage.Repeat(
            span,
            repeat.getChild(1).getText().equals("shared"),
            Optional.ofNullable(repeat.variable).map(this::name),
            Optional.ofNullable(repeat.from).map(this::build),
            build(repeat.to),
            repeat.stage().stream().map(this::stage).toList());
    depth--;
    return result;
  }

  List<Argument> arguments(CnnParser.ArgumentsContext context) {
    return context.argument().stream()
        .map(
            a ->
                new Argument(
                    errors.span(a),
                    Optional.ofNullable(a.label()).map(this::name),
                    build(a.expression())))
        .toList();
  }

  List<Subscript> subscripts(CnnParser.SubscriptsContext context) {
    List<Subscript> result = new ArrayList<>();
    for (CnnParser.SubscriptContext subscript : context.subscript()) {
      SourceSpan span = errors.span(subscript);
      result.add(
          subscript.expression() == null
              ? new Subscript.Rest(span)
              : new Subscript.At(span, build(subscript.expression())));
    }
    return result;
  }

  /**
   * What stands in brackets, where indices are introduced: {@code u}, {@code u < n}, {@code ..}.
   */
  List<IndexBinder> binders(List<Subscript> subscripts) {
    List<IndexBinder> result = new ArrayList<>();
    for (Subscript subscript : subscripts) {
      if (subscript instanceof Subscript.Rest) {
        result.add(new IndexBinder.Rest(subscript.span()));
      } else if (((Subscript.At) subscript).position() instanceof Expression.Reference index) {
        result.add(
            new IndexBinder.Named(
                subscript.span(), new Name(index.span(), index.name()), Optional.empty()));
      } else if (((Subscript.At) subscript).position() instanceof Expression.Binary range
          && range.operator() == BinaryOperator.LESS
          && range.left() instanceof Expression.Reference index) {
        result.add(
            new IndexBinder.Named(
                subscript.span(),
                new Name(index.span(), index.name()),
                Optional.of(range.right())));
      } else {
        errors.report(
            SyntaxCode.INDEX,
            subscript.span(),
            "an index is introduced here: expected a name, 'name < extent' or '..'");
      }
    }
    return result;
  }

  Name name(ParserRuleContext context) {
    return new Name(errors.span(context), context.getText());
  }

  Optional<Name> alias(CnnParser.NameContext context) {
    return Optional.ofNullable(context).map(this::name);
  }

  String string(TerminalNode node) {
    return literals.string(node.getSymbol());
  }

  /** Goes down {@code levels} in the tree; the caller comes up again by itself. */
  void enter(int levels, ParserRuleContext context) {
    depth += levels;
    if (depth > Limits.NESTING) {
      throw new NestingException(errors.span(context.getStart()));
    }
  }

  void leave() {
    depth--;
  }
}
