package dev.cnnc.compiler.loop;

import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Step;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Loops as text for people: the formula, then what computes it. Vectors are marked by the lanes
 * they have: {@code x[at_0 : 16]}.
 */
public final class LoopPrinter {
  private final Program program;
  private final Kernel kernel;
  private final StringBuilder text = new StringBuilder();

  private LoopPrinter(Program program, Kernel kernel) {
    this.program = program;
    this.kernel = kernel;
  }

  /** All kernels of a program, in the order in which they run. */
  public static String print(LoopProgram loops) {
    return loops.program().steps().stream()
        .map(step -> print(loops, loops.kernels().get(step.kernel())))
        .collect(Collectors.joining("\n"));
  }

  public static String print(LoopProgram loops, Kernel kernel) {
    return new LoopPrinter(loops.program(), kernel).print();
  }

  private String print() {
    kernel.formula().forEach(node -> comment(GraphPrinter.print(node)));
    kernel.notes().forEach(this::comment);
    String example = kernel.rows() == Step.BATCH ? "example" : "row";
    String tasks =
        kernel.tasksPerExample() == 0
            ? String.valueOf(kernel.fixedTasks())
            : kernel.tasksPerExample()
                + (kernel.examplesPerTask() == 1
                    ? " per " + example
                    : " per " + kernel.examplesPerTask() + " " + example + "s");
    text.append("kernel ").append(kernel.name());
    text.append(", ").append(kernel.phase().name().toLowerCase(Locale.ROOT));
    text.append(", tasks: ").append(tasks).append('\n');
    for (int number : new TreeSet<>(kernel.buffers())) {
      Buffer buffer = program.buffers().get(number);
      text.append("  ").append(buffer.name()).append(": ").append(buffer.layout().shape());
      text.append(" strides ").append(buffer.layout().strides());
      text.append(" offset ").append(buffer.layout().offset());
      text.append(" length ").append(buffer.layout().length()).append('\n');
    }
    block(kernel.body(), "  ");
    return text.toString();
  }

  private void comment(String line) {
    text.append("// ").append(line).append('\n');
  }

  private void block(List<Statement> statements, String indent) {
    for (Statement statement : statements) {
      statement(statement, indent);
    }
  }

  private void statement(Statement statement, String indent) {
    String deeper = indent + "  ";
    text.append(indent);
    if (statement instanceof Statement.For loop) {
      text.append("for ").append(loop.variable()).append(" = ").append(render(loop.from()));
      text.append(" until ").append(render(loop.to()));
      text.append(loop.step() == 1 ? "" : " step " + loop.step()).append('\n');
      block(loop.body(), deeper);
    } else if (statement instanceof Statement.Repeat loop) {
      text.append("repeat ").append(loop.times()).append('\n');
      block(loop.body(), deeper);
    } else if (statement instanceof Statement.RepeatExamples loop) {
      text.append("repeat batch\n");
      block(loop.body(), deeper);
    } else if (statement instanceof Statement.RepeatTimes loop) {
      text.append("repeat ").append(render(loop.times())).append('\n');
      block(loop.body(), deeper);
    } else if (statement instanceof Statement.DefineInt define) {
      line("int " + define.name() + " = " + render(define.value()));
    } else if (statement instanceof Statement.AssignInt assign) {
      line(assign.name() + " = " + render(assign.value()));
    } else if (statement instanceof Statement.DefineFloat define) {
      String kind = define.value().vector() ? "vector " : "float ";
      line(kind + define.name() + " = " + render(define.value()));
    } else if (statement instanceof Statement.AssignFloat assign) {
      line(assign.name() + " = " + render(assign.value()));
    } else if (statement instanceof Statement.Store store) {
      String target = element(store.buffer(), store.position(), store.value().vector());
      line(target + " = " + render(store.value()));
    } else if (statement instanceof Statement.StoreInt store) {
      line(element(store.buffer(), store.position(), false) + " = " + render(store.value()));
    } else if (statement instanceof Statement.If branch) {
      text.append("if ").append(render(branch.condition())).append('\n');
      block(branch.then(), deeper);
      if (!branch.otherwise().isEmpty()) {
        text.append(indent).append("else\n");
        block(branch.otherwise(), deeper);
      }
    } else {
      throw new AssertionError(statement);
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private String element(int array, IntExpression position, boolean vector) {
    String lanes = vector ? " : " + kernel.lanes() : "";
    return program.buffers().get(kernel.used().get(array)).name()
        + "["
        + render(position)
        + lanes
        + "]";
  }

  private String render(Condition condition) {
    if (condition instanceof Condition.InRange range) {
      return "0 <= " + render(range.value()) + " < " + range.extent();
    } else if (condition instanceof Condition.Divisible divisible) {
      return divisible.divisor() + " divides " + render(divisible.value());
    } else if (condition instanceof Condition.And and) {
      return render(and.left()) + " and " + render(and.right());
    }
    throw new AssertionError(condition);
  }

  private String render(IntExpression expression) {
    if (expression instanceof IntExpression.Constant constant) {
      return String.valueOf(constant.value());
    } else if (expression instanceof IntExpression.Variable variable) {
      return variable.name();
    } else if (expression instanceof IntExpression.Sum sum) {
      return sum.terms().stream()
          .map(this::render)
          .collect(Collectors.joining(" + "))
          .replace("+ -", "- ");
    } else if (expression instanceof IntExpression.Product product) {
      return product.factor() + "*" + factor(product.value());
    } else if (expression instanceof IntExpression.Quotient quotient) {
      return factor(quotient.value()) + " / " + quotient.divisor();
    } else if (expression instanceof IntExpression.Remainder remainder) {
      return factor(remainder.value()) + " % " + remainder.divisor();
    } else if (expression instanceof IntExpression.Minimum minimum) {
      return "min(" + render(minimum.left()) + ", " + render(minimum.right()) + ")";
    } else if (expression instanceof IntExpression.Maximum maximum) {
      return "max(" + render(maximum.left()) + ", " + render(maximum.right()) + ")";
    } else if (expression instanceof IntExpression.Load load) {
      return element(load.buffer(), load.position(), false);
    } else if (expression instanceof IntExpression.Checked checked) {
      return "check(" + render(checked.value()) + ", " + checked.extent() + ")";
    }
    throw new AssertionError(expression);
  }

  private String factor(IntExpression expression) {
    boolean atom =
        expression instanceof IntExpression.Variable
            || expression instanceof IntExpression.Constant;
    return atom ? render(expression) : "(" + render(expression) + ")";
  }

  private String render(FloatExpression expression) {
    if (expression instanceof FloatExpression.Constant constant) {
      return String.valueOf(constant.value());
    } else if (expression instanceof FloatExpression.Variable variable) {
      return variable.name();
    } else if (expression instanceof FloatExpression.Load load) {
      return element(load.buffer(), load.position(), load.vector());
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      return "broadcast(" + render(broadcast.value()) + ")";
    } else if (expression instanceof FloatExpression.FromInt number) {
      return "float(" + render(number.value()) + ")";
    } else if (expression instanceof FloatExpression.LaneNumbers) {
      return "lane_numbers";
    } else if (expression instanceof FloatExpression.Apply apply) {
      return apply(apply.function(), apply.arguments().stream().map(this::render).toList());
    } else if (expression instanceof FloatExpression.MultiplyAdd fma) {
      return "fma(" + render(fma.a()) + ", " + render(fma.b()) + ", " + render(fma.c()) + ")";
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      return "combine_lanes(" + combine.function().symbol() + ", " + render(combine.value()) + ")";
    } else if (expression instanceof FloatExpression.Uniform uniform) {
      return "uniform(" + uniform.stream() + ", " + render(uniform.element()) + ")";
    }
    throw new AssertionError(expression);
  }

  private static String apply(ScalarFunction function, List<String> arguments) {
    boolean named = Character.isLetter(function.symbol().charAt(0));
    if (!named && arguments.size() == 2) {
      return "(" + arguments.get(0) + " " + function.symbol() + " " + arguments.get(1) + ")";
    }
    return function.symbol() + "(" + String.join(", ", arguments) + ")";
  }
}
