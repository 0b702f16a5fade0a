package dev.cnnc.compiler.testing;

import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Step;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A model that tells which of its steps run.
 *
 * @param observer of each run of a kernel, by the program and the step
 */
public record ObservedModel(CompiledModel model, BiConsumer<Pass, Step> observer)
    implements CompiledModel {
  @Override
  public String name() {
    return model.name();
  }

  @Override
  public Set<Pass> passes() {
    return model.passes();
  }

  @Override
  public Kernels kernels(Pass pass) {
    Kernels kernels = model.kernels(pass);
    return new Kernels() {
      @Override
      public Program program() {
        return kernels.program();
      }

      @Override
      public void run(
          int kernel, float[][] f, int[][] i, int batch, long random, int from, int to) {
        observer.accept(pass, program().steps().get(kernel));
        kernels.run(kernel, f, i, batch, random, from, to);
      }
    };
  }
}
