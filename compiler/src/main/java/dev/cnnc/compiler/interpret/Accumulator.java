package dev.cnnc.compiler.interpret;

import dev.cnnc.compiler.graph.Reduction;

/** Combines the terms of one element. */
interface Accumulator {
  /**
   * @param number the term's number among all terms, from 0
   */
  void add(long number, double term);

  double result();

  static Accumulator of(Reduction reduction) {
    return switch (reduction) {
      case NONE, SUM -> new Fold(0, Double::sum);
      case PROD -> new Fold(1, (a, b) -> a * b);
      case MAX -> new Fold(Double.NEGATIVE_INFINITY, Math::max);
      case MIN -> new Fold(Double.POSITIVE_INFINITY, Math::min);
      case ARGMAX -> new First((candidate, best) -> candidate > best);
      case ARGMIN -> new First((candidate, best) -> candidate < best);
      case COUNT -> new Fold(0, (count, term) -> count + 1);
    };
  }

  /** Left to right. */
  final class Fold implements Accumulator {
    private final java.util.function.DoubleBinaryOperator combine;
    private double result;

    Fold(double start, java.util.function.DoubleBinaryOperator combine) {
      this.result = start;
      this.combine = combine;
    }

    @Override
    public void add(long number, double term) {
      result = combine.applyAsDouble(result, term);
    }

    @Override
    public double result() {
      return result;
    }
  }

  /** The number of the first term that no other is better than. */
  final class First implements Accumulator {
    interface Better {
      boolean test(double candidate, double best);
    }

    private final Better better;
    private long first = -1;
    private double best;

    First(Better better) {
      this.better = better;
    }

    @Override
    public void add(long number, double term) {
      if (first < 0 || better.test(term, best)) {
        first = number;
        best = term;
      }
    }

    @Override
    public double result() {
      return first;
    }
  }
}
