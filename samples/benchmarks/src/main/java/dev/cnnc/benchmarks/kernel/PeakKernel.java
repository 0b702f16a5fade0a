package dev.cnnc.benchmarks.kernel;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the processor can do at best: fused multiply-adds on registers only, with as many
 * independent sums as it takes to keep every unit busy. It goes through the same emitter as every
 * kernel, so its speed is also the most that generated code can reach.
 */
final class PeakKernel {
  private static final int SUMS = 16;
  private static final int TURNS = 4096;
  private static final int TASKS = 64;

  private final Kernels kernels;
  private final float[][] arrays;
  private final int lanes;

  PeakKernel(int lanes) {
    this.lanes = lanes;
    int length = SUMS * lanes * TASKS;
    arrays = new float[][] {new float[length]};
    Layout layout = Layout.rowMajor(List.of(length));
    Buffer buffer = new Buffer("sums", Role.TEMPORARY, false, false, layout, Optional.empty());
    Step step = new Step("peak", 0, Phase.FORWARD, 0, TASKS);
    Program program = new Program("Peak", List.of(buffer), List.of(step), Map.of(), List.of());
    LoopProgram loops = new LoopProgram(program, lanes, List.of(kernel()));
    Map<Pass, LoopProgram> programs = Map.of(Pass.INFERENCE, loops);
    kernels =
        lanes == 1
            ? GenerateClasses.generate("Peak", "peak", Map.of(), programs)
                .load()
                .kernels(Pass.INFERENCE)
            : GenerateClasses.generate("Peak", "peak", programs, Map.of())
                .load()
                .kernels(Pass.INFERENCE);
  }

  private Kernel kernel() {
    boolean vector = lanes > 1;
    List<Statement> body = new ArrayList<>();
    FloatExpression factor = number(0.9999f);
    body.add(new Statement.DefineFloat("factor", factor));
    FloatExpression x = new FloatExpression.Variable("factor", vector);
    List<Statement> turn = new ArrayList<>();
    for (int i = 0; i < SUMS; i++) {
      String name = "sum_" + i;
      body.add(new Statement.DefineFloat(name, number(i)));
      FloatExpression sum = new FloatExpression.Variable(name, vector);
      turn.add(new Statement.AssignFloat(name, new FloatExpression.MultiplyAdd(sum, x, x)));
    }
    body.add(new Statement.Repeat(TURNS, turn));
    IntExpression at = new IntExpression.Product(IntExpression.Variable.TASK, SUMS * lanes);
    for (int i = 0; i < SUMS; i++) {
      IntExpression position =
          new IntExpression.Sum(List.of(at, new IntExpression.Constant(i * lanes)));
      body.add(new Statement.Store(0, position, new FloatExpression.Variable("sum_" + i, vector)));
    }
    return Kernel.of("peak", Origin.NONE, Phase.FORWARD, lanes, Set.of(0), TASKS, body);
  }

  private FloatExpression number(float value) {
    FloatExpression constant = new FloatExpression.Constant(value);
    return lanes == 1 ? constant : new FloatExpression.Broadcast(constant);
  }

  /** Runs for so many seconds, and gives the GFLOP/s of its fastest run: a multiply-add is two. */
  double rate(double seconds) {
    long begin = System.nanoTime();
    long fastest = Long.MAX_VALUE;
    long now = begin;
    do {
      kernels.run(0, arrays, new int[1][], 1, 0, 0, TASKS);
      long end = System.nanoTime();
      fastest = Math.min(fastest, end - now);
      now = end;
    } while (now - begin < seconds * 1e9);
    return 2.0 * SUMS * lanes * TURNS * TASKS / fastest;
  }
}
