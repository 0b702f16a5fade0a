package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Value;
import java.util.List;

/** How much work a scalar or a comprehension is. */
final class Costs {
  private Costs() {}

  /** Whether a scalar takes at most {@code most} operations, each of about one instruction. */
  static boolean isCheap(Scalar scalar, int most) {
    return operations(scalar) <= most;
  }

  /** Reads, constants and indices are free; what takes many instructions counts as many. */
  static int operations(Scalar scalar) {
    if (!(scalar instanceof Scalar.Apply apply)) {
      return 0;
    }
    int own =
        switch (apply.function()) {
          case ADD,
              SUBTRACT,
              MULTIPLY,
              NEGATE,
              MAX,
              MIN,
              ABS,
              EQUAL,
              NOT_EQUAL,
              LESS,
              LESS_EQUAL,
              GREATER,
              GREATER_EQUAL,
              AND,
              OR,
              NOT,
              SELECT ->
              1;
          case STOP_GRADIENT -> 0;
          case SIGN, FLOOR -> 4;
          case DIVIDE, SQRT, RSQRT, REMAINDER, POWER, EXP, LOG, TANH, SIGMOID, ERF -> 20;
        };
    return own + apply.arguments().stream().mapToInt(Costs::operations).sum();
  }

  /** How many parts a scalar is made of. */
  static int size(Scalar scalar) {
    return scalar instanceof Scalar.Apply apply
        ? 1 + apply.arguments().stream().mapToInt(Costs::size).sum()
        : 1;
  }

  /** The number of terms, for one example. */
  static long terms(Comprehension comprehension) {
    return extent(comprehension.free()) * extent(comprehension.reduced());
  }

  /** Whether all of a comprehension's terms are computed for every example of the batch. */
  static boolean perExample(Value result, Comprehension comprehension) {
    return result.batched() || comprehension.overBatch();
  }

  static long extent(List<Index> indices) {
    long product = 1;
    for (Index index : indices) {
      product = Math.multiplyExact(product, (long) index.extent());
    }
    return product;
  }
}
