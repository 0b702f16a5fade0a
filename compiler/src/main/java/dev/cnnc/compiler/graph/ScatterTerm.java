package dev.cnnc.compiler.graph;

import dev.cnnc.compiler.graph.Operation.Comprehension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * {@code out[target] += value}, for all values of the indices: the examples of the batch first,
 * then the indices in their order, the last one fastest. What goes to a place that the result does
 * not have is left out, as is what reads its place outside of a tensor.
 *
 * @param indices all that {@code value} and {@code target} name
 * @param overBatch whether the terms of all examples go to one result
 * @param value never reads outside
 * @param target one for each axis of the result: a look-up, or an index alone that stands in no
 *     other one
 */
public record ScatterTerm(
    List<Index> indices, boolean overBatch, Scalar.Access value, List<Subscript> target) {
  public ScatterTerm {
    indices = List.copyOf(indices);
    target = List.copyOf(target);
    Set<String> bound = new HashSet<>();
    for (Index index : indices) {
      require(bound.add(index.name()), "index " + index.name() + " stands twice");
    }
    Comprehensions.forEachIndex(value, name -> requireBound(name, bound));
    requirePositions(value);
    Set<String> alone = new HashSet<>();
    for (Subscript subscript : target) {
      if (subscript instanceof Subscript.Position position) {
        require(
            position.divisor() == 1 && position.numerator().isIndex(),
            "a term goes to an index or a look-up, found " + subscript);
        String name = position.numerator().indices().get(0);
        requireBound(name, bound);
        require(alone.add(name), "index " + name + " stands on two axes");
      }
    }
    for (Scalar.Access row : rows(target)) {
      requirePositions(row);
      Comprehensions.forEachIndex(
          row,
          name -> {
            requireBound(name, bound);
            require(!alone.contains(name), "index " + name + " stands alone and in a look-up");
          });
    }
  }

  private static void requireBound(String name, Set<String> bound) {
    require(bound.contains(name), "index " + name + " is not bound");
  }

  private static void requirePositions(Scalar.Access read) {
    for (Subscript subscript : read.subscripts()) {
      require(
          subscript instanceof Subscript.Position position && position.divisor() == 1,
          "a scatter reads at whole positions, found " + read);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private static List<Scalar.Access> rows(List<Subscript> target) {
    List<Scalar.Access> rows = new ArrayList<>();
    for (Subscript subscript : target) {
      if (subscript instanceof Subscript.Lookup lookup) {
        rows.add(lookup.position());
      }
    }
    return rows;
  }

  /** The look-ups of the target, in order. */
  public List<Scalar.Access> rows() {
    return rows(target);
  }

  /** Whether data say where a term goes along an axis of the result. */
  public boolean looksUp(int axis) {
    return target.get(axis) instanceof Subscript.Lookup;
  }

  /** The index that stands alone on an axis of the result. */
  public Optional<Index> alone(int axis) {
    return target.get(axis) instanceof Subscript.Position position
        ? Optional.of(index(position.numerator().indices().get(0)))
        : Optional.empty();
  }

  private Index index(String name) {
    return indices.stream().filter(i -> i.name().equals(name)).findFirst().orElseThrow();
  }

  List<Value> operands() {
    Set<Value> operands = new java.util.LinkedHashSet<>(Comprehensions.operands(value));
    rows().forEach(row -> operands.addAll(Comprehensions.operands(row)));
    return List.copyOf(operands);
  }

  void validateResult(Value result) {
    require(result.shape().rank() == target.size(), result + " does not fit " + this);
    for (int axis = 0; axis < target.size(); axis++) {
      int extent = result.shape().extent(axis);
      require(
          alone(axis).map(index -> index.extent() == extent).orElse(true),
          result + " does not fit " + this);
    }
    require(result.type() == ElementType.F32, "a scatter computes f32, not " + result);
    boolean batched = !overBatch && operands().stream().anyMatch(Value::batched);
    require(result.batched() == batched, result + " is " + (batched ? "" : "not ") + "batched");
  }

  /**
   * What defines it: {@code out[h, d] = sum[batch, t] (if h == token[t] then y[t, d] else 0)}.
   *
   * @param shape the result's
   */
  public Comprehension sum(Shape shape) {
    Set<String> taken = new HashSet<>();
    indices.forEach(index -> taken.add(index.name()));
    List<Index> free = new ArrayList<>();
    List<Index> reduced = new ArrayList<>(indices);
    Scalar body = value;
    for (int axis = 0; axis < target.size(); axis++) {
      alone(axis).ifPresent(free::add);
      alone(axis).ifPresent(reduced::remove);
      if (target.get(axis) instanceof Subscript.Lookup lookup) {
        Index row = new Index(fresh(taken), shape.extent(axis));
        free.add(row);
        Scalar test =
            Scalar.apply(
                ScalarFunction.EQUAL,
                new Scalar.IndexValue(Affine.index(row.name())),
                lookup.position());
        body = Scalar.apply(ScalarFunction.SELECT, test, body, Scalar.constant(0));
      }
    }
    return new Comprehension(free, Reduction.SUM, reduced, overBatch, body);
  }

  private static String fresh(Set<String> taken) {
    String name = "row";
    for (int i = 2; !taken.add(name); i++) {
      name = "row" + i;
    }
    return name;
  }

  @Override
  public String toString() {
    StringJoiner bound = new StringJoiner(", ", "[", "] ");
    if (overBatch) {
      bound.add("batch");
    }
    indices.forEach(index -> bound.add(index.toString()));
    return bound
        + value.toString()
        + " to "
        + target.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
