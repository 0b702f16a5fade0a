package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Update;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An update without a copy: the array with the new values becomes the variable's, and the
 * variable's former array is where the next run computes new values.
 *
 * @param buffers those that live in the array of the update's source
 */
record Swap(int target, int[] buffers) {
  /**
   * The update as a swap, if the two arrays are equally long and nobody else looks for the new
   * values in the array of the source: no output, no other update.
   */
  static Optional<Swap> of(Program program, Update update) {
    Buffer target = program.buffers().get(update.target());
    int array = program.arrays().get(update.source());
    int[] buffers =
        IntStream.range(0, program.buffers().size())
            .filter(number -> program.arrays().get(number) == array)
            .toArray();
    boolean possible =
        update.rows() == Update.ALL
            && !target.integers()
            && IntStream.of(buffers).allMatch(number -> fits(program, number, target))
            && program.updates().stream()
                .filter(other -> program.arrays().get(other.source()) == array)
                .allMatch(update::equals);
    return possible ? Optional.of(new Swap(update.target(), buffers)) : Optional.empty();
  }

  private static boolean fits(Program program, int number, Buffer target) {
    Buffer buffer = program.buffers().get(number);
    return buffer.role() == Role.TEMPORARY
        && !buffer.batched()
        && !buffer.integers()
        && buffer.layout().length() <= target.layout().length()
        && !program.outputs().containsValue(number);
  }

  void run(float[][] floats, Variable variable) {
    float[] former = floats[target];
    floats[target] = floats[buffers[0]];
    for (int buffer : buffers) {
      floats[buffer] = former;
    }
    variable.replace(floats[target]);
  }
}
