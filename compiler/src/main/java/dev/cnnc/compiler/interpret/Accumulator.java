package dev.cnnc.compiler.interpret;

import dev.cnnc.compiler.graph.Reduction;
import java.util.function.DoubleBinaryOperator;

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
      case ARGMAX -> new First(Math::max);
      case ARGMIN -> new First(Math::min);
      case COUNT -> new Fold(0, (count, term) -> count + 1);
    };
  }

  /** Left to right. */
  final class Fold implements Accumulator {
    private final DoubleBinaryOperator combine;
    private double result;

    Fold(double start, DoubleBinaryOperator combine) {
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

  /** The number of the first extreme term; what comes after one that is not a number is not. */
  final class First implements Accumulator {
    private final DoubleBinaryOperator extreme;
    private long first = -1;
    private double best;

    First(DoubleBinaryOperator extreme) {
      this.extreme = extreme;
    }

    @Override
    public void add(long number, double term) {
      double next = first < 0 ? term : extreme.applyAsDouble(best, term);
      if (first < 0 || (next == term && next != best)) {
        first = number;
      }
      best = next;
    }

    @Override
    public double result() {
      return first;
    }
  }
}
