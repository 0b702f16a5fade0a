package dev.cnnc.compiler.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks what every kernel must be: variables are defined once and before they are used, vectors
 * and single numbers are kept apart, no loop with constant bounds is empty, names are Java
 * identifiers. A violation is an error of the compiler.
 */
public final class LoopVerifier {
  private enum Kind {
    INT,
    SINGLE,
    VECTOR
  }

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  private final Kernel kernel;
  private final Map<String, Kind> variables = new HashMap<>();

  private LoopVerifier(Kernel kernel) {
    this.kernel = kernel;
    variables.put(IntExpression.Variable.BATCH.name(), Kind.INT);
    variables.put(IntExpression.Variable.TASK.name(), Kind.INT);
  }

  /**
   * @return the program, if it is as it has to be
   * @throws IllegalStateException naming the kernel and what is wrong with it
   */
  public static LoopProgram verified(LoopProgram program) {
    Set<String> names = new HashSet<>();
    Set<KernelCode> checked = new HashSet<>();
    for (Kernel kernel : program.kernels()) {
      LoopVerifier verifier = new LoopVerifier(kernel);
      if (!names.add(kernel.name())) {
        throw verifier.failure("a second kernel of this name");
      } else if (!IDENTIFIER.matcher(kernel.name()).matches()) {
        throw verifier.failure("its name is no Java identifier");
      }
      for (int buffer : kernel.buffers()) {
        if (buffer < 0 || buffer >= program.program().buffers().size()) {
          throw verifier.failure("no buffer " + buffer);
        }
      }
      if (checked.add(kernel.code())) {
        verifier.block(kernel.body());
      }
    }
    ArrayVerifier.verify(program);
    return program;
  }

  private void block(List<Statement> statements) {
    Set<String> outer = new HashSet<>(variables.keySet());
    statements.forEach(this::statement);
    variables.keySet().retainAll(outer);
  }

  private void statement(Statement statement) {
    if (statement instanceof Statement.For loop) {
      check(loop.from());
      check(loop.to());
      if (loop.from() instanceof IntExpression.Constant from
          && loop.to() instanceof IntExpression.Constant to
          && from.value() >= to.value()) {
        throw failure("the loop over " + loop.variable() + " has no turn");
      }
      define(loop.variable(), Kind.INT);
      block(loop.body());
      variables.remove(loop.variable());
    } else if (statement instanceof Statement.Repeat loop) {
      block(loop.body());
    } else if (statement instanceof Statement.RepeatExamples loop) {
      block(loop.body());
    } else if (statement instanceof Statement.RepeatTimes loop) {
      check(loop.times());
      block(loop.body());
    } else if (statement instanceof Statement.DefineInt define) {
      check(define.value());
      define(define.name(), Kind.INT);
    } else if (statement instanceof Statement.AssignInt assign) {
      check(assign.value());
      use(assign.name(), Kind.INT);
    } else if (statement instanceof Statement.DefineFloat define) {
      define(define.name(), kind(define.value()));
    } else if (statement instanceof Statement.AssignFloat assign) {
      use(assign.name(), kind(assign.value()));
    } else if (statement instanceof Statement.Store store) {
      check(store.position());
      kind(store.value());
    } else if (statement instanceof Statement.StoreInt store) {
      check(store.position());
      check(store.value());
    } else if (statement instanceof Statement.If branch) {
      check(branch.condition());
      block(branch.then());
      block(branch.otherwise());
    } else {
      throw new AssertionError(statement);
    }
  }

  private void check(Condition condition) {
    if (condition instanceof Condition.InRange range) {
      check(range.value());
    } else if (condition instanceof Condition.Divisible divisible) {
      check(divisible.value());
    } else if (condition instanceof Condition.And and) {
      check(and.left());
      check(and.right());
    } else {
      throw new AssertionError(condition);
    }
  }

  private void check(IntExpression expression) {
    if (expression instanceof IntExpression.Variable variable) {
      use(variable.name(), Kind.INT);
    } else if (expression instanceof IntExpression.Sum sum) {
      sum.terms().forEach(this::check);
    } else if (expression instanceof IntExpression.Product product) {
      check(product.value());
    } else if (expression instanceof IntExpression.Quotient quotient) {
      check(quotient.value());
    } else if (expression instanceof IntExpression.Remainder remainder) {
      check(remainder.value());
    } else if (expression instanceof IntExpression.Minimum minimum) {
      check(minimum.left());
      check(minimum.right());
    } else if (expression instanceof IntExpression.Maximum maximum) {
      check(maximum.left());
      check(maximum.right());
    } else if (expression instanceof IntExpression.Load load) {
      check(load.position());
    } else if (expression instanceof IntExpression.Checked checked) {
      check(checked.value());
    } else if (!(expression instanceof IntExpression.Constant)) {
      throw new AssertionError(expression);
    }
  }

  /** Whether an expression, and all within it, is a vector or a single number. */
  private Kind kind(FloatExpression expression) {
    if (expression instanceof FloatExpression.Variable variable) {
      use(variable.name(), kindOf(variable.vector()));
    } else if (expression instanceof FloatExpression.Load load) {
      check(load.position());
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      same(broadcast.value(), Kind.SINGLE);
    } else if (expression instanceof FloatExpression.FromInt number) {
      check(number.value());
    } else if (expression instanceof FloatExpression.Apply apply) {
      if (apply.arguments().size() != apply.function().arity()) {
        throw failure("arguments missing in " + apply);
      }
      apply.arguments().forEach(argument -> same(argument, kindOf(apply.vector())));
    } else if (expression instanceof FloatExpression.MultiplyAdd multiplyAdd) {
      Kind kind = kindOf(multiplyAdd.vector());
      same(multiplyAdd.a(), kind);
      same(multiplyAdd.b(), kind);
      same(multiplyAdd.c(), kind);
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      same(combine.value(), Kind.VECTOR);
    } else if (expression instanceof FloatExpression.Uniform uniform) {
      check(uniform.element());
    } else if (!(expression instanceof FloatExpression.Constant)
        && !(expression instanceof FloatExpression.LaneNumbers)) {
      throw new AssertionError(expression);
    }
    Kind kind = kindOf(expression.vector());
    if (kind == Kind.VECTOR && kernel.lanes() == 1) {
      throw failure("a vector in a kernel of single numbers");
    }
    return kind;
  }

  private static Kind kindOf(boolean vector) {
    return vector ? Kind.VECTOR : Kind.SINGLE;
  }

  private void same(FloatExpression expression, Kind expected) {
    Kind found = kind(expression);
    if (found != expected) {
      throw failure(expression + " is " + found + ", expected " + expected);
    }
  }

  private void define(String name, Kind kind) {
    if (variables.put(name, kind) != null) {
      throw failure(name + " is defined twice");
    }
  }

  private void use(String name, Kind kind) {
    Kind found = variables.get(name);
    if (found != kind) {
      throw failure(name + " is " + found + ", expected " + kind);
    }
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException("kernel " + kernel.name() + ": " + what);
  }
}
