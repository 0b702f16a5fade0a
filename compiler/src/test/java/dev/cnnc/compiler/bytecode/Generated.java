package dev.cnnc.compiler.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/** Programs compiled to classes, verified, loaded and run. */
final class Generated {
  private Generated() {}

  /** The kernels of a program, whatever back end it is for. */
  static Kernels load(LoopProgram program) {
    return generate(program).load().kernels(Pass.INFERENCE);
  }

  static GeneratedModel generate(LoopProgram program) {
    Map<Pass, LoopProgram> programs = Map.of(Pass.INFERENCE, program);
    GeneratedModel model =
        program.lanes() == 1
            ? GenerateClasses.generate("test.Net", "net.cnn", Map.of(), programs)
            : GenerateClasses.generate("test.Net", "net.cnn", programs, Map.of());
    verify(model);
    return model;
  }

  static void verify(GeneratedModel model) {
    ClassLoader loader = model.load().getClass().getClassLoader();
    model
        .classes()
        .forEach(
            (name, bytes) -> {
              StringWriter errors = new StringWriter();
              CheckClassAdapter.verify(
                  new ClassReader(bytes), loader, false, new PrintWriter(errors));
              assertEquals("", errors.toString(), name);
            });
  }

  /** Runs all steps on these arrays; an array is {@code float[]} or {@code int[]}. */
  static void run(LoopProgram program, int batch, long random, Object... arrays) {
    run(load(program), batch, random, arrays);
  }

  static void run(Kernels kernels, int batch, long random, Object... arrays) {
    float[][] floats = new float[arrays.length][];
    int[][] integers = new int[arrays.length][];
    for (int b = 0; b < arrays.length; b++) {
      if (arrays[b] instanceof int[] whole) {
        integers[b] = whole;
      } else {
        floats[b] = (float[]) arrays[b];
      }
    }
    for (Step step : kernels.program().steps()) {
      kernels.run(step.kernel(), floats, integers, batch, random, 0, step.tasks(batch));
    }
  }
}
