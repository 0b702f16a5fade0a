package dev.cnnc.compiler.loop;

import dev.cnnc.runtime.program.Program;
import java.util.List;

/**
 * A graph as loops: the program's buffers and steps, and the kernel of each step (step {@code s}
 * runs kernel {@code s.kernel()}).
 *
 * @param lanes how many numbers a vector has; 1 for the scalar back end
 */
public record LoopProgram(Program program, int lanes, List<Kernel> kernels) {
  public LoopProgram {
    kernels = List.copyOf(kernels);
  }
}
