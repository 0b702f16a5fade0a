package dev.cnnc.compiler.graph;

import java.util.List;

/** The whole numbers from {@code least} to {@code most}, both included. */
public record Interval(long least, long most) {
  /**
   * The values an affine expression takes over all values of its indices: both ends are reached.
   *
   * @param indices at least the indices of the expression
   */
  public static Interval of(Affine affine, List<Index> indices) {
    long least = affine.constant();
    long most = affine.constant();
    for (Index index : indices) {
      long farthest = (long) affine.coefficient(index.name()) * (index.extent() - 1);
      least += Math.min(0, farthest);
      most += Math.max(0, farthest);
    }
    return new Interval(least, most);
  }

  /** Whether every number of this interval is at least {@code from} and at most {@code to}. */
  public boolean within(long from, long to) {
    return from <= least && most <= to;
  }

  /** {@code -1 to 24} */
  @Override
  public String toString() {
    return least == most ? String.valueOf(least) : least + " to " + most;
  }
}
