package dev.cnnc.compiler.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * A sequence of choices that something random is built from. jqwik shrinks the sequence, so what is
 * built from it gets simpler: 0 is always the simplest choice, and is what comes after the end.
 */
public final class Choices {
  private final List<Integer> numbers;
  private int next = 0;

  public Choices(List<Integer> numbers) {
    this.numbers = numbers;
  }

  public static Arbitrary<Choices> choices() {
    return Arbitraries.integers()
        .between(0, 9999)
        .withoutEdgeCases()
        .list()
        .ofMinSize(20)
        .ofMaxSize(150)
        .map(Choices::new);
  }

  /** A number from 0 to {@code bound - 1}. */
  public int below(int bound) {
    return next < numbers.size() ? numbers.get(next++) % bound : 0;
  }

  /** A number from {@code least} to {@code most}. */
  public int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /** True once in {@code n} times. */
  public boolean oneIn(int n) {
    return below(n) == n - 1;
  }

  /** One of the options; the first is the simplest. */
  public <T> T of(List<T> options) {
    return options.get(below(options.size()));
  }
}
