package dev.cnnc.runtime.program;

/**
 * The generated code of one {@link Program}. Implementations have no state: one instance serves any
 * number of runs and threads.
 */
public interface Kernels {
  Program program();

  /**
   * Runs the tasks {@code from} (inclusive) to {@code to} (exclusive) of a kernel.
   *
   * @param floats the arrays of all buffers by number; {@code null} where the buffer holds integers
   * @param integers the arrays of all buffers by number; {@code null} where the buffer holds floats
   * @param batch how many examples the batch has
   * @param random what random numbers of this step derive from (seed and step number, mixed)
   */
  void run(
      int kernel, float[][] floats, int[][] integers, int batch, long random, int from, int to);
}
