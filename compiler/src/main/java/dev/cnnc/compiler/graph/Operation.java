package dev.cnnc.compiler.graph;

import java.util.List;
import java.util.stream.Collectors;

/** How a value comes about. Constructors refuse what is malformed. */
public sealed interface Operation {
  /** The values this operation reads, each once, in the order of their first use. */
  List<Value> operands();

  /** Given from outside for each run. */
  record Input() implements Operation {
    @Override
    public List<Value> operands() {
      return List.of();
    }
  }

  /** A trainable tensor. */
  record Parameter(Initializer initializer) implements Operation {
    @Override
    public List<Value> operands() {
      return List.of();
    }
  }

  /** Kept between steps, not trained. */
  record State(Initializer initializer) implements Operation {
    @Override
    public List<Value> operands() {
      return List.of();
    }
  }

  /**
   * Uniform random numbers in {@code [0, 1)}, fresh for each element and each step.
   *
   * @param stream which sequence of the seed; two operations with the same stream give the same
   *     numbers
   */
  record Uniform(int stream) implements Operation {
    @Override
    public List<Value> operands() {
      return List.of();
    }
  }

  /**
   * Numbers known at compile time: a tensor with one axis, the same for all examples.
   *
   * @param values at least one
   */
  record Constant(List<Double> values) implements Operation {
    public Constant {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("a constant tensor without elements");
      }
    }

    @Override
    public List<Value> operands() {
      return List.of();
    }
  }

  /** The same elements in row-major order, with another shape. */
  record Reshape(Value tensor) implements Operation {
    @Override
    public List<Value> operands() {
      return List.of(tensor);
    }
  }

  /**
   * {@code out[free…] = reduction over reduced… (and over the batch) of body}: the one kind of
   * statement that computes. Two with equal parts are equal. It would be a record, but keeps what
   * every pass asks for.
   */
  final class Comprehension implements Operation {
    private final List<Index> free;
    private final Reduction reduction;
    private final List<Index> reduced;
    private final boolean overBatch;
    private final Scalar body;

    /** Found once, by a walk over the body. */
    private final List<Value> operands;

    /**
     * A comprehension of these parts; see the methods of the same names.
     *
     * @throws IllegalArgumentException if an index stands twice or is not bound, or indices are to
     *     be reduced without a reduction
     */
    public Comprehension(
        List<Index> free,
        Reduction reduction,
        List<Index> reduced,
        boolean overBatch,
        Scalar body) {
      this.free = List.copyOf(free);
      this.reduction = reduction;
      this.reduced = List.copyOf(reduced);
      this.overBatch = overBatch;
      this.body = body;
      Comprehensions.validate(free, reduction, reduced, overBatch, body);
      operands = Comprehensions.operands(body);
    }

    /** The axes of the result, in order. */
    public List<Index> free() {
      return free;
    }

    /** {@code NONE} if there is one term for each element. */
    public Reduction reduction() {
      return reduction;
    }

    /** The indices of the reduction, in order, last fastest. */
    public List<Index> reduced() {
      return reduced;
    }

    /** Whether it also reduces over the examples of the batch, as its first, slowest index. */
    public boolean overBatch() {
      return overBatch;
    }

    /** A term. */
    public Scalar body() {
      return body;
    }

    @Override
    public List<Value> operands() {
      return operands;
    }

    @Override
    public boolean equals(Object object) {
      return this == object
          || object instanceof Comprehension other
              && reduction == other.reduction
              && overBatch == other.overBatch
              && free.equals(other.free)
              && reduced.equals(other.reduced)
              && body.equals(other.body);
    }

    @Override
    public int hashCode() {
      return 31 * free.hashCode() + body.hashCode();
    }

    /** {@code [k < 20, i < 24] sum[c < 3, u < 5] weight[k, c, u] * x[c, i + u]} */
    @Override
    public String toString() {
      String left = free.stream().map(Index::toString).collect(Collectors.joining(", ", "[", "] "));
      return left + Comprehensions.reductionText(this) + body;
    }
  }

  /**
   * Zeros, to which the terms are added one by one: those of the first of {@code terms} in the
   * order of its indices, then those of the next. Data say where a term goes, as in the gradient of
   * what data say to read.
   */
  record Scatter(List<ScatterTerm> terms) implements Operation {
    public Scatter {
      terms = List.copyOf(terms);
      if (terms.isEmpty()) {
        throw new IllegalArgumentException("nothing to scatter");
      }
    }

    @Override
    public List<Value> operands() {
      return terms.stream().flatMap(term -> term.operands().stream()).distinct().toList();
    }

    /** {@code scatter[batch, t < 8, d < 16] y[t, d] to [token[t], d]}, further ones after "and" */
    @Override
    public String toString() {
      return terms.stream()
          .map(ScatterTerm::toString)
          .collect(Collectors.joining(" and ", "scatter", ""));
    }
  }
}
