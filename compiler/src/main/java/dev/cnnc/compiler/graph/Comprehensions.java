package dev.cnnc.compiler.graph;

import dev.cnnc.compiler.graph.Operation.Comprehension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What is true of every comprehension, and walks over its body. */
public final class Comprehensions {
  private Comprehensions() {}

  /**
   * Calls {@code action} for every access in {@code body}, those inside subscripts included, outer
   * ones first.
   */
  public static void forEachAccess(Scalar body, Consumer<Scalar.Access> action) {
    if (body instanceof Scalar.Access access) {
      action.accept(access);
      for (Subscript subscript : access.subscripts()) {
        if (subscript instanceof Subscript.Lookup lookup) {
          forEachAccess(lookup.position(), action);
        }
      }
    } else if (body instanceof Scalar.Apply apply) {
      apply.arguments().forEach(argument -> forEachAccess(argument, action));
    }
  }

  /** All accesses in {@code body}, in order, repeated ones included. */
  public static List<Scalar.Access> accesses(Scalar body) {
    List<Scalar.Access> found = new ArrayList<>();
    forEachAccess(body, found::add);
    return found;
  }

  /** The values {@code body} reads, each once. */
  public static List<Value> operands(Scalar body) {
    Set<Value> found = new LinkedHashSet<>();
    forEachAccess(body, access -> found.add(access.tensor()));
    return List.copyOf(found);
  }

  /** Whether {@code body} varies over the batch. */
  public static boolean batched(Scalar body) {
    return operands(body).stream().anyMatch(Value::batched);
  }

  /** Whether data choose the place of anything that {@code body} reads. */
  public static boolean looksUp(Scalar body) {
    return accesses(body).stream()
        .flatMap(access -> access.subscripts().stream())
        .anyMatch(Subscript.Lookup.class::isInstance);
  }

  /** Calls {@code action} for every index that {@code body} names. */
  public static void forEachIndex(Scalar body, Consumer<String> action) {
    if (body instanceof Scalar.Access access) {
      for (Subscript subscript : access.subscripts()) {
        if (subscript instanceof Subscript.Position position) {
          position.numerator().indices().forEach(action);
        } else if (subscript instanceof Subscript.Lookup lookup) {
          forEachIndex(lookup.position(), action);
        }
      }
    } else if (body instanceof Scalar.IndexValue value) {
      value.expression().indices().forEach(action);
    } else if (body instanceof Scalar.Apply apply) {
      apply.arguments().forEach(argument -> forEachIndex(argument, action));
    }
  }

  static void validate(
      List<Index> free, Reduction reduction, List<Index> reduced, boolean overBatch, Scalar body) {
    Set<String> names = new HashSet<>();
    for (Index index : free) {
      require(names.add(index.name()), () -> "index " + index.name() + " stands twice");
    }
    for (Index index : reduced) {
      require(names.add(index.name()), () -> "index " + index.name() + " stands twice");
    }
    require(
        reduction != Reduction.NONE || (reduced.isEmpty() && !overBatch),
        () -> "indices to reduce, but no reduction");
    forEachIndex(
        body, index -> require(names.contains(index), () -> "index " + index + " is not bound"));
  }

  static void validateResult(Value result, Comprehension comprehension) {
    List<Integer> extents = comprehension.free().stream().map(Index::extent).toList();
    require(
        result.shape().extents().equals(extents), () -> result + " does not fit " + comprehension);
    require(result.type() == ElementType.F32, () -> "a comprehension computes f32, not " + result);
    boolean batched = !comprehension.overBatch() && batched(comprehension.body());
    require(
        result.batched() == batched, () -> result + " is " + (batched ? "" : "not ") + "batched");
  }

  static String reductionText(Comprehension comprehension) {
    if (comprehension.reduction() == Reduction.NONE) {
      return "";
    }
    StringJoiner indices = new StringJoiner(", ", "[", "] ");
    if (comprehension.overBatch()) {
      indices.add("batch");
    }
    comprehension.reduced().forEach(index -> indices.add(index.toString()));
    return comprehension.reduction().name().toLowerCase(Locale.ROOT) + indices;
  }

  private static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new IllegalArgumentException(message.get());
    }
  }
}
