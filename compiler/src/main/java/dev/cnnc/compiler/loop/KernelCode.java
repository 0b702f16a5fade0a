package dev.cnnc.compiler.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a kernel does, whichever arrays it does it to: these are numbered by their first use.
 * Kernels of equal layers of a network have equal code, most of them the same object. They share
 * one method, which HotSpot then compiles once.
 */
public final class KernelCode {
  private final int lanes;
  private final List<Statement> body;
  private final int arrays;
  private final int hash;

  /**
   * Code, and the arrays that it was written for.
   *
   * @param arrays by the numbers that the code has for them
   */
  public record Numbered(KernelCode code, List<Integer> arrays) {
    /** The code's arrays, and behind them those of {@code others} that it does not use. */
    public List<Integer> arraysAnd(Set<Integer> others) {
      List<Integer> all = new ArrayList<>(arrays);
      new TreeSet<>(others).stream().filter(array -> !arrays.contains(array)).forEach(all::add);
      return all;
    }
  }

  private KernelCode(int lanes, List<Statement> body, int arrays) {
    this.lanes = lanes;
    this.body = List.copyOf(body);
    this.arrays = arrays;
    this.hash = 31 * body.hashCode() + lanes;
  }

  /**
   * @param lanes how many numbers a vector has; 1 for scalar code
   * @param body over arrays of any numbers
   */
  public static Numbered of(int lanes, List<Statement> body) {
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    RenumberBuffers byUse =
        new RenumberBuffers(array -> numbers.computeIfAbsent(array, a -> numbers.size()));
    List<Statement> own = byUse.apply(body);
    return new Numbered(new KernelCode(lanes, own, numbers.size()), List.copyOf(numbers.keySet()));
  }

  /** How many numbers a vector has; 1 for scalar code. */
  public int lanes() {
    return lanes;
  }

  /** What is run for each task: {@link IntExpression.Variable#TASK} holds its number. */
  public List<Statement> body() {
    return body;
  }

  /** How many arrays the body uses; their numbers count from 0. */
  public int arrays() {
    return arrays;
  }

  @Override
  public boolean equals(Object object) {
    return this == object
        || object instanceof KernelCode other
            && hash == other.hash
            && lanes == other.lanes
            && body.equals(other.body);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
