package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.LoopProgram;
import java.util.List;
import java.util.function.Function;

/** What computes one comprehension, and can do so in many ways: where schedules are searched. */
public final class TunableKernel {
  private final Value result;
  private final Function<TunedSchedules, Variant> lowering;

  /**
   * One way to compute it.
   *
   * @param loops a program of this comprehension's kernels and the copies that they need; its
   *     arrays are numbered as in the whole program, which has them all
   * @param spaces of the schedules for each piece that the comprehension is cut into
   */
  public record Variant(LoopProgram loops, List<SearchSpace> spaces) {
    public Variant {
      spaces = List.copyOf(spaces);
    }

    /** What the pieces compute; equal for equal layers of a network. */
    public List<String> forms() {
      return spaces.stream().map(SearchSpace::form).toList();
    }
  }

  TunableKernel(Value result, Function<TunedSchedules, Variant> lowering) {
    this.result = result;
    this.lowering = lowering;
  }

  /** The name of what it computes: {@code conv2d_1.z}. */
  public String name() {
    return result.name();
  }

  /** The kernels as they are with some choices made, and the default ones for the rest. */
  public Variant lower(TunedSchedules tuned) {
    return lowering.apply(tuned);
  }
}
