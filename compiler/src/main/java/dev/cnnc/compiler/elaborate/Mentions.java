package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.grammar.tree.Subscript;
import java.util.HashSet;
import java.util.Set;

/** The names that an expression refers to, whatever they stand for; calls not included. */
final class Mentions {
  private final Set<String> names = new HashSet<>();

  private Mentions() {}

  static Set<String> of(Expression expression) {
    Mentions mentions = new Mentions();
    mentions.add(expression);
    return mentions.names;
  }

  private void add(Expression expression) {
    if (expression instanceof Expression.Reference reference) {
      names.add(reference.name());
    } else if (expression instanceof Expression.Unary unary) {
      add(unary.operand());
    } else if (expression instanceof Expression.Binary binary) {
      add(binary.left());
      add(binary.right());
    } else if (expression instanceof Expression.Conditional conditional) {
      add(conditional.condition());
      add(conditional.then());
      add(conditional.otherwise());
    } else if (expression instanceof Expression.Tuple tuple) {
      tuple.elements().forEach(this::add);
    } else if (expression instanceof Expression.Call call) {
      add(call);
    } else if (expression instanceof Expression.Pipeline pipeline) {
      add(pipeline.source());
      for (Stage stage : pipeline.stages()) {
        if (stage instanceof Stage.Apply apply) {
          add(apply.call());
        }
      }
    } else if (expression instanceof Expression.Access access) {
      add(access.target());
      for (Subscript subscript : access.subscripts()) {
        if (subscript instanceof Subscript.At at) {
          add(at.position());
        }
      }
    } else if (expression instanceof Expression.Member member) {
      add(member.target());
    } else if (expression instanceof Expression.Reduction reduction) {
      add(reduction.body());
    }
  }

  private void add(Expression.Call call) {
    for (Argument argument : call.arguments()) {
      add(argument.value());
    }
  }
}
