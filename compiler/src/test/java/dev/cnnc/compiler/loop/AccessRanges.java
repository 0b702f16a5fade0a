package dev.cnnc.compiler.loop;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Proves, by arithmetic on intervals, that every vector which a program loads or stores lies in its
 * array, for all tasks of a batch and whatever the data are: by what {@link VectorBounds} makes of
 * all values at once; where this is too coarse, of the values of {@link CaseVariables} one by one;
 * where this is too coarse still, of the tasks one by one as well.
 *
 * <p>One thing is taken for granted, as it depends on what was run before: that the list of the
 * rows of a gradient is one ({@link dev.cnnc.runtime.program.RowList}). That kernels write nothing
 * but numbers of rows into it is proven.
 *
 * @param accesses the loads and stores of vectors that are proven, the expressions and statements
 *     of the kernels
 * @param idle those that no task of this batch comes to
 * @param ends for each buffer that is accessed by vectors, the end of the one nearest to its end
 * @param open for each kernel that is not proven, what the last attempt failed at
 */
public record AccessRanges(
    Set<Object> accesses, Set<Object> idle, Map<Integer, Long> ends, List<String> open) {
  private static final long STATEMENTS = 20_000_000;

  /**
   * @param examples how many the batch has
   */
  public static AccessRanges of(LoopProgram loops, int examples) {
    Program program = loops.program();
    Map<List<Object>, Proof> proofs = new LinkedHashMap<>();
    Map<Integer, Long> ends = new TreeMap<>();
    for (Step step : program.steps()) {
      Kernel kernel = loops.kernels().get(step.kernel());
      StridedInterval batch = batch(program, step, examples);
      List<VectorBounds.Array> arrays =
          kernel.used().stream().map(buffer -> array(program, buffer, examples)).toList();
      int tasks = step.tasks((int) batch.greatest());
      Proof proof =
          proofs.computeIfAbsent(
              List.of(kernel.code(), arrays, batch, tasks),
              key -> Proof.of(kernel, arrays, step, batch));
      for (int array = 0; array < arrays.size(); array++) {
        if (proof.ends[array] > 0) {
          ends.merge(kernel.used().get(array), proof.ends[array], Math::max);
        }
      }
    }
    Set<Object> accesses = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Object> idle = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Proof proof : proofs.values()) {
      accesses.addAll(proof.accesses);
      idle.addAll(VectorAccesses.in(proof.kernel.body()));
    }
    idle.removeAll(accesses);
    List<String> open = proofs.values().stream().flatMap(proof -> proof.open.stream()).toList();
    return new AccessRanges(accesses, idle, ends, open);
  }

  /** An array as the runtime allocates it. */
  private static VectorBounds.Array array(Program program, int number, int examples) {
    Buffer buffer = program.buffers().get(number);
    long length = buffer.layout().floats(buffer.batched() ? program.room(examples) : 1);
    return new VectorBounds.Array(length, buffer.role() == Role.ROWS ? rows(buffer) : 0);
  }

  /** How many rows the table has that a buffer lists rows of. */
  private static int rows(Buffer list) {
    return (list.layout().length() - 1) / 2;
  }

  /** How many examples a step has: those of the batch, or from one to all rows of a table. */
  private static StridedInterval batch(Program program, Step step, int examples) {
    if (step.rows() == Step.BATCH) {
      return StridedInterval.of(examples);
    }
    return StridedInterval.of(1, rows(program.buffers().get(step.rows())), 1);
  }

  /** The attempts for one kernel. */
  private static final class Proof {
    private final Kernel kernel;
    private final List<VectorBounds.Array> arrays;
    private final Step step;
    private final StridedInterval batch;
    private long[] ends;
    private Set<Object> accesses;
    private Optional<String> open = Optional.empty();

    private Proof(
        Kernel kernel, List<VectorBounds.Array> arrays, Step step, StridedInterval batch) {
      this.kernel = kernel;
      this.arrays = arrays;
      this.step = step;
      this.batch = batch;
    }

    static Proof of(
        Kernel kernel, List<VectorBounds.Array> arrays, Step step, StridedInterval batch) {
      Proof proof = new Proof(kernel, arrays, step, batch);
      try {
        proof.prove();
      } catch (VectorBounds.Unproven unproven) {
        proof.open = Optional.of(unproven.getMessage());
      }
      return proof;
    }

    private void prove() {
      try {
        attempt(Set.of()).prove(batch, tasks(batch.greatest()));
      } catch (VectorBounds.Unproven coarse) {
        proveCases();
      }
    }

    private void proveCases() {
      Set<String> cases = CaseVariables.of(kernel.body());
      try {
        attempt(cases).prove(batch, tasks(batch.greatest()));
      } catch (VectorBounds.Unproven coarse) {
        VectorBounds each = attempt(cases);
        for (StridedInterval examples : batch.values()) {
          for (StridedInterval task : tasks(examples.greatest()).values()) {
            each.prove(examples, task);
          }
        }
      }
    }

    private StridedInterval tasks(long examples) {
      return StridedInterval.of(0, step.tasks((int) examples) - 1L, 1);
    }

    private VectorBounds attempt(Set<String> cases) {
      ends = new long[arrays.size()];
      accesses = Collections.newSetFromMap(new IdentityHashMap<>());
      return new VectorBounds(kernel, arrays, cases, ends, accesses, STATEMENTS);
    }
  }
}
