package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Buffer;
import java.util.List;

/**
 * What a kernel does, whichever arrays it does it to: its arrays are numbered by their first use.
 * Kernels of the same code, as equal layers of a network have them, share one method, which HotSpot
 * then compiles once.
 *
 * @param integers for each array, whether it holds {@code int} rather than {@code float}
 */
record KernelCode(int lanes, List<Boolean> integers, List<Statement> body) {

  /**
   * A kernel's code and its own arrays.
   *
   * @param arrays the buffers in the order in which the code numbers them
   */
  record Use(KernelCode code, List<Integer> arrays) {}

  /**
   * @param program all buffers of the program
   */
  static Use of(Kernel kernel, List<Buffer> program) {
    NumberBuffers numbering = new NumberBuffers();
    List<Statement> body = numbering.apply(kernel.body());
    List<Integer> arrays = numbering.order();
    List<Boolean> integers = arrays.stream().map(array -> program.get(array).integers()).toList();
    return new Use(new KernelCode(kernel.lanes(), integers, body), arrays);
  }
}
