package dev.cnnc.compiler.graph;

import dev.cnnc.compiler.graph.Operation.Comprehension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;

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
      for (Scalar argument : apply.arguments()) {
        forEachAccess(argument, action);
      }
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
    List<Value> found = new ArrayList<>(); // of few values
    forEachAccess(
        body,
        access -> {
          if (!found.contains(access.tensor())) {
            found.add(access.tensor());
          }
        });
    return Collections.unmodifiableList(found);
  }

  /** Whether {@code body} varies over the batch. */
  public static boolean batched(Scalar body) {
    return anyBatched(operands(body));
  }

  private static boolean anyBatched(List<Value> values) {
    for (Value value : values) {
      if (value.batched()) {
        return true;
      }
    }
    return false;
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
          position.numerator().forEach((index, coefficient) -> action.accept(index));
        } else if (subscript instanceof Subscript.Lookup lookup) {
          forEachIndex(lookup.position(), action);
        }
      }
    } else if (body instanceof Scalar.IndexValue value) {
      value.expression().forEach((index, coefficient) -> action.accept(index));
    } else if (body instanceof Scalar.Apply apply) {
      for (Scalar argument : apply.arguments()) {
        forEachIndex(argument, action);
      }
    }
  }

  static void validate(
      List<Index> free, Reduction reduction, List<Index> reduced, boolean overBatch, Scalar body) {
    Set<String> names = new HashSet<>();
    free.forEach(index -> addName(index, names));
    reduced.forEach(index -> addName(index, names));
    if (reduction == Reduction.NONE && (!reduced.isEmpty() || overBatch)) {
      throw new IllegalArgumentException("indices to reduce, but no reduction");
    }
    forEachIndex(
        body,
        index -> {
          if (!names.contains(index)) {
            throw new IllegalArgumentException("index " + index + " is not bound");
          }
        });
  }

  private static void addName(Index index, Set<String> names) {
    if (!names.add(index.name())) {
      throw new IllegalArgumentException("index " + index.name() + " stands twice");
    }
  }

  static void validateResult(Value result, Comprehension comprehension) {
    if (!fits(result.shape(), comprehension.free())) {
      throw new IllegalArgumentException(result + " does not fit " + comprehension);
    } else if (result.type() != ElementType.F32) {
      throw new IllegalArgumentException("a comprehension computes f32, not " + result);
    }
    boolean batched = !comprehension.overBatch() && anyBatched(comprehension.operands());
    if (result.batched() != batched) {
      throw new IllegalArgumentException(result + " is " + (batched ? "" : "not ") + "batched");
    }
  }

  private static boolean fits(Shape shape, List<Index> axes) {
    boolean fits = shape.rank() == axes.size();
    for (int axis = 0; fits && axis < axes.size(); axis++) {
      fits = shape.extent(axis) == axes.get(axis).extent();
    }
    return fits;
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
}
