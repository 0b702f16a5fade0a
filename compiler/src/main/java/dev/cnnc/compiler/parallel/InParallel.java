package dev.cnnc.compiler.parallel;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Independent parts of a compilation on all processors: the same result as one by one. */
public final class InParallel {
  private InParallel() {}

  /** What became of an item; one of the two is null. */
  private record Outcome<R>(R result, RuntimeException failure) {
    static <T, R> Outcome<R> of(T item, Function<T, R> function) {
      try {
        return new Outcome<>(function.apply(item), null);
      } catch (RuntimeException failure) {
        return new Outcome<>(null, failure);
      }
    }
  }

  /**
   * Applies a function to all items.
   *
   * @param function for several threads at a time, without effects that depend on their order
   * @return the results, in the order of the items
   * @throws RuntimeException that of the first item that has one, as it was thrown
   */
  public static <T, R> List<R> map(Collection<T> items, Function<T, R> function) {
    List<Outcome<R>> outcomes =
        items.parallelStream().map(item -> Outcome.of(item, function)).toList();
    for (Outcome<R> outcome : outcomes) {
      if (outcome.failure() != null) {
        throw outcome.failure();
      }
    }
    return outcomes.stream().map(Outcome::result).toList();
  }
}
