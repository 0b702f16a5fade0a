package dev.cnnc.compiler.loop;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks that buffers which share an array do not get into each other's way: run step by step, an
 * array passes from one buffer to the next, and never back to one that had it before.
 */
final class ArrayVerifier {
  private final Program program;
  private final Map<Integer, Integer> owners = new HashMap<>();
  private final Set<Integer> gone = new HashSet<>();

  private ArrayVerifier(Program program) {
    this.program = program;
  }

  /**
   * @throws IllegalStateException naming the buffer that another one would overwrite
   */
  static void verify(LoopProgram loops) {
    ArrayVerifier verifier = new ArrayVerifier(loops.program());
    for (Step step : loops.program().steps()) {
      Set<Integer> used = new HashSet<>();
      for (int buffer : loops.kernels().get(step.kernel()).buffers()) {
        int array = loops.program().arrays().get(buffer);
        if (!used.add(array)) {
          throw verifier.failure(buffer, "shares its array within step " + step.name());
        }
        verifier.touch(buffer, array);
      }
    }
    verifier.requirePrepared(loops);
    loops.program().outputs().values().forEach(verifier::requireWhole);
    loops.program().updates().forEach(update -> verifier.requireWhole(update.source()));
  }

  /** What was computed before the forward pass and is read there will be read in the next run. */
  private void requirePrepared(LoopProgram loops) {
    Set<Integer> prepared = new HashSet<>();
    for (Kernel kernel : loops.kernels()) {
      if (kernel.phase() == Phase.PREPARE) {
        prepared.addAll(kernel.buffers());
      } else {
        kernel.buffers().stream().filter(prepared::contains).forEach(this::requireWhole);
      }
    }
  }

  private void touch(int buffer, int array) {
    requireWhole(buffer);
    Integer owner = owners.put(array, buffer);
    if (owner != null && owner != buffer) {
      gone.add(owner);
      Buffer before = program.buffers().get(owner);
      Buffer now = program.buffers().get(buffer);
      if (before.role() != Role.TEMPORARY
          || now.role() != Role.TEMPORARY
          || before.integers() != now.integers()
          || before.batched() != now.batched()) {
        throw failure(
            buffer, "shares an array with '" + before.name() + "', which is of another kind");
      }
    }
  }

  private void requireWhole(int buffer) {
    if (gone.contains(buffer)) {
      throw failure(buffer, "is used after another buffer took its array");
    }
  }

  private IllegalStateException failure(int buffer, String problem) {
    return new IllegalStateException(
        program.name() + ": buffer '" + program.buffers().get(buffer).name() + "' " + problem);
  }
}
