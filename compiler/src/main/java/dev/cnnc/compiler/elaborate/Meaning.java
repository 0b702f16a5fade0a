package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import java.util.List;

/** What an expression stands for. */
sealed interface Meaning
    permits Constant,
        Meaning.Tensor,
        Meaning.Elementwise,
        Meaning.Position,
        Meaning.Pending,
        Meaning.Unknown {

  /** A value of the graph. */
  record Tensor(Value value, Note note) implements Meaning {}

  /**
   * A computation not yet given a place in the graph: {@code body} for each element of {@code
   * shape}, whose axes are the indices {@link Axes#name}. Within a formula the shape is a scalar's,
   * and the body is over the formula's indices.
   */
  record Elementwise(Shape shape, Scalar body) implements Meaning {}

  /** An affine expression of a formula's indices. */
  record Position(Ratio ratio) implements Meaning {}

  /**
   * A reduction not yet given a place in the graph: a whole formula if nothing else follows, else a
   * temporary value.
   */
  record Pending(Reduction reduction, List<Index> reduced, boolean overBatch, Scalar body)
      implements Meaning {
    public Pending {
      reduced = List.copyOf(reduced);
    }
  }

  /** What is wrong and has been reported: whatever is made of it is unknown, too. */
  record Unknown() implements Meaning {}

  Meaning UNKNOWN = new Unknown();

  /** Whether this is computed by the network. */
  static boolean isTensor(Meaning meaning) {
    return meaning instanceof Tensor
        || meaning instanceof Elementwise
        || meaning instanceof Pending;
  }
}
