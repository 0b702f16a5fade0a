package dev.cnnc.compiler.interpret;

/** Where {@code Operation.Uniform} takes its numbers from. */
@FunctionalInterface
public interface UniformSource {
  /**
   * A number in {@code [0, 1)}.
   *
   * @param stream the stream of the operation
   * @param element the number of the element: example · size + its row-major number in the example
   */
  double next(int stream, int element);
}
