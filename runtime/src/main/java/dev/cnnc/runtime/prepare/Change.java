package dev.cnnc.runtime.prepare;

import java.util.List;

/** A transform of examples of one shape. May be used by several threads at once. */
public interface Change {
  /** The shape of a changed example. */
  List<Integer> shape();

  /**
   * Writes the changed example to {@code to}; both lie row-major from the arrays' beginning. What
   * {@code from} holds afterwards is left open. Both arrays have room for the example before and
   * after.
   */
  void apply(float[] from, float[] to);
}
