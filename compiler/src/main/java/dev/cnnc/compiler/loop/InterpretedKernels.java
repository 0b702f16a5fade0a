package dev.cnnc.compiler.loop;

import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Program;

/** Runs a program's kernels in the {@link LoopInterpreter}, in place of generated code. */
public record InterpretedKernels(LoopProgram loops) implements Kernels {
  @Override
  public Program program() {
    return loops.program();
  }

  @Override
  public void run(
      int kernel, float[][] floats, int[][] integers, int batch, long random, int from, int to) {
    LoopInterpreter.run(loops.kernels().get(kernel), floats, integers, batch, random, from, to);
  }
}
