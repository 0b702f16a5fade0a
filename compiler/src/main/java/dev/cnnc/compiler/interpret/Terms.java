package dev.cnnc.compiler.interpret;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The terms of one comprehension. A term is named by {@code at}: the example, then the value of
 * each index.
 */
final class Terms {
  /** A number that depends on the term. */
  private interface Term {
    double at(int[] at);
  }

  /** A whole number that depends on the term. */
  private interface Place {
    int at(int[] at);
  }

  /** Stands for a position outside the tensor or not whole. */
  private static final int NOWHERE = -1;

  private final Operation.Comprehension comprehension;
  private final List<Index> indices;
  private final int batch;
  private final Map<String, double[]> values;
  private final List<Place> affinePlaces = new ArrayList<>();
  private final List<Place> lookedUpPlaces = new ArrayList<>();
  private final Term body;

  Terms(
      Operation.Comprehension comprehension,
      List<Index> indices,
      int batch,
      Map<String, double[]> values) {
    this.comprehension = comprehension;
    this.indices = indices;
    this.batch = batch;
    this.values = values;
    this.body = term(comprehension.body());
  }

  /**
   * Whether a read of the term falls outside or between two elements.
   *
   * @throws IndexOutOfBoundsException if that is so although there is no reduction, or if a
   *     subscript that is read from data falls outside
   */
  boolean leftOut(int[] at) {
    for (Place place : affinePlaces) {
      if (place.at(at) == NOWHERE) {
        if (comprehension.reduction() == Reduction.NONE) {
          throw new IndexOutOfBoundsException(
              "a read outside of its tensor, where there is no reduction: "
                  + comprehension
                  + describe(at));
        }
        return true;
      }
    }
    lookedUpPlaces.forEach(place -> place.at(at));
    return false;
  }

  /** The value of a term that is not left out. */
  double evaluate(int[] at) {
    return body.at(at);
  }

  private Term term(Scalar scalar) {
    if (scalar instanceof Scalar.Access access) {
      return access(access);
    } else if (scalar instanceof Scalar.Constant constant) {
      return at -> constant.value();
    } else if (scalar instanceof Scalar.IndexValue value) {
      Place place = affine(value.expression());
      return place::at;
    } else if (scalar instanceof Scalar.BatchSize) {
      return at -> batch;
    } else if (scalar instanceof Scalar.Apply apply) {
      return apply(apply);
    }
    throw new AssertionError("a scalar the interpreter does not know: " + scalar);
  }

  private Term apply(Scalar.Apply apply) {
    List<Term> arguments = apply.arguments().stream().map(this::term).toList();
    if (apply.function() == ScalarFunction.SELECT) {
      return at -> arguments.get(arguments.get(0).at(at) != 0 ? 1 : 2).at(at);
    }
    return at -> {
      double[] evaluated = new double[arguments.size()];
      for (int i = 0; i < evaluated.length; i++) {
        evaluated[i] = arguments.get(i).at(at);
      }
      return apply.function().evaluate(evaluated);
    };
  }

  private Term access(Scalar.Access access) {
    Value tensor = access.tensor();
    double[] elements = values.get(tensor.name());
    List<Place> places = new ArrayList<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      places.add(place(access, axis));
    }
    return at -> {
      int element = tensor.batched() ? at[0] : 0;
      for (int axis = 0; axis < places.size(); axis++) {
        element = element * tensor.shape().extent(axis) + places.get(axis).at(at);
      }
      return elements[element];
    };
  }

  private Place place(Scalar.Access access, int axis) {
    int extent = access.tensor().shape().extent(axis);
    Subscript subscript = access.subscripts().get(axis);
    if (subscript instanceof Subscript.Position position) {
      Place numerator = affine(position.numerator());
      Place place =
          at -> {
            int n = numerator.at(at);
            boolean inside =
                n % position.divisor() == 0 && n >= 0 && n / position.divisor() < extent;
            return inside ? n / position.divisor() : NOWHERE;
          };
      affinePlaces.add(place);
      return place;
    } else if (subscript instanceof Subscript.Lookup lookup) {
      Term position = term(lookup.position());
      Place place =
          at -> {
            double found = position.at(at);
            if (found < 0 || found >= extent || found != Math.rint(found)) {
              throw new IndexOutOfBoundsException(
                  lookup
                      + " is "
                      + found
                      + describe(at)
                      + ": outside of axis "
                      + axis
                      + " of "
                      + access.tensor());
            }
            return (int) found;
          };
      lookedUpPlaces.add(place);
      return place;
    }
    throw new AssertionError("a subscript the interpreter does not know: " + subscript);
  }

  private Place affine(Affine affine) {
    int[] coefficients = new int[1 + indices.size()];
    for (int i = 0; i < indices.size(); i++) {
      coefficients[1 + i] = affine.coefficient(indices.get(i).name());
    }
    return at -> {
      int sum = affine.constant();
      for (int i = 1; i < coefficients.length; i++) {
        sum += coefficients[i] * at[i];
      }
      return sum;
    };
  }

  /** {@code at batch = 0, i = 3} */
  private String describe(int[] at) {
    StringBuilder text = new StringBuilder(" at batch = " + at[0]);
    for (int i = 0; i < indices.size(); i++) {
      text.append(", ").append(indices.get(i).name()).append(" = ").append(at[1 + i]);
    }
    return text.toString();
  }
}
