package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Short forms for loops built by hand. */
final class Loops {
  static final IntExpression TASK = IntExpression.Variable.TASK;

  private Loops() {}

  static IntExpression i(int value) {
    return new IntExpression.Constant(value);
  }

  static IntExpression i(String name) {
    return new IntExpression.Variable(name);
  }

  static IntExpression plus(IntExpression... terms) {
    return new IntExpression.Sum(List.of(terms));
  }

  static IntExpression times(IntExpression value, int factor) {
    return new IntExpression.Product(value, factor);
  }

  static FloatExpression f(double value) {
    return new FloatExpression.Constant((float) value);
  }

  static FloatExpression all(FloatExpression value) {
    return new FloatExpression.Broadcast(value);
  }

  static FloatExpression vector(String name) {
    return new FloatExpression.Variable(name, true);
  }

  static FloatExpression single(String name) {
    return new FloatExpression.Variable(name, false);
  }

  static FloatExpression load(int buffer, IntExpression position, boolean vector) {
    return new FloatExpression.Load(buffer, position, vector);
  }

  static FloatExpression apply(ScalarFunction function, FloatExpression... arguments) {
    return new FloatExpression.Apply(function, List.of(arguments));
  }

  static FloatExpression fma(FloatExpression a, FloatExpression b, FloatExpression c) {
    return new FloatExpression.MultiplyAdd(a, b, c);
  }

  static Statement let(String name, IntExpression value) {
    return new Statement.DefineInt(name, value);
  }

  static Statement let(String name, FloatExpression value) {
    return new Statement.DefineFloat(name, value);
  }

  static Statement set(String name, IntExpression value) {
    return new Statement.AssignInt(name, value);
  }

  static Statement set(String name, FloatExpression value) {
    return new Statement.AssignFloat(name, value);
  }

  static Statement store(int buffer, IntExpression position, FloatExpression value) {
    return new Statement.Store(buffer, position, value);
  }

  static Statement loop(String variable, int to, Statement... body) {
    return new Statement.For(variable, i(0), i(to), 1, List.of(body));
  }

  static Statement repeat(int times, Statement... body) {
    return new Statement.Repeat(times, List.of(body));
  }

  static Buffer floats(String name, int length) {
    return new Buffer(
        name, Role.TEMPORARY, false, false, Layout.rowMajor(List.of(length)), Optional.empty());
  }

  static Buffer integers(String name, int length) {
    return new Buffer(
        name, Role.INPUT, true, false, Layout.rowMajor(List.of(length)), Optional.empty());
  }

  /** A kernel with one task that uses all of so many buffers. */
  static Kernel kernel(String name, int lanes, int buffers, List<Statement> body) {
    return kernel(name, Origin.NONE, lanes, buffers, 1, body);
  }

  static Kernel kernel(
      String name, Origin origin, int lanes, int buffers, int tasks, List<Statement> body) {
    Set<Integer> numbers = IntStream.range(0, buffers).boxed().collect(Collectors.toSet());
    return Kernel.of(name, origin, Phase.FORWARD, lanes, numbers, tasks, body);
  }

  /** A program that runs each kernel once. */
  static LoopProgram program(int lanes, List<Buffer> buffers, Kernel... kernels) {
    List<Step> steps = new ArrayList<>();
    for (int k = 0; k < kernels.length; k++) {
      Kernel kernel = kernels[k];
      steps.add(
          new Step(
              kernel.name(),
              k,
              kernel.phase(),
              kernel.tasksPerExample(),
              kernel.fixedTasks(),
              kernel.examplesPerTask(),
              kernel.rows(),
              1));
    }
    Program program = new Program("test", buffers, steps, Map.of(), List.of());
    return new LoopProgram(program, lanes, List.of(kernels));
  }
}
