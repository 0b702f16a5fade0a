package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.RenumberBuffers;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    RenumberBuffers byUse =
        new RenumberBuffers(buffer -> numbers.computeIfAbsent(buffer, b -> numbers.size()));
    List<Statement> body = byUse.apply(kernel.body());
    List<Integer> arrays = List.copyOf(numbers.keySet());
    List<Boolean> integers = arrays.stream().map(array -> program.get(array).integers()).toList();
    return new Use(new KernelCode(kernel.lanes(), integers, body), arrays);
  }
}
