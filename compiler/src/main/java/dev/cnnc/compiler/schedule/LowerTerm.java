package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a term into arithmetic on loaded numbers, at one place of a tile. Each operand is loaded
 * once per block, into a variable.
 */
final class LowerTerm {
  private final Nest nest;
  private final Scope scope;
  private final Map<String, Integer> shift;
  private final String lane;
  private final Block block;
  private final Map<Scalar.Access, FloatExpression> given;
  private final Set<Scalar> repeated;

  /**
   * @param shift how far indices are from the tile's first element
   * @param lane the index along vectors; empty for single numbers
   * @param given accesses that are not loaded but stand for a variable
   */
  LowerTerm(
      Nest nest,
      Scope scope,
      Map<String, Integer> shift,
      String lane,
      Block block,
      Map<Scalar.Access, FloatExpression> given) {
    this.nest = nest;
    this.scope = scope;
    this.shift = shift;
    this.lane = lane;
    this.block = block;
    this.given = given;
    this.repeated = new HashSet<>();
  }

  /** The value of a term, a vector if the nest has lanes. */
  FloatExpression value(Scalar term) {
    findRepeated(term, new HashSet<>());
    FloatExpression value = lower(term);
    return lane.isEmpty() ? value : vector(value);
  }

  /** {@code accumulator + term} */
  FloatExpression add(FloatExpression accumulator, Scalar term) {
    if (term instanceof Scalar.Apply apply && apply.function() == ScalarFunction.MULTIPLY) {
      FloatExpression left = value(apply.arguments().get(0));
      FloatExpression right = value(apply.arguments().get(1));
      return new FloatExpression.MultiplyAdd(operand(left), operand(right), accumulator);
    }
    return apply(ScalarFunction.ADD, accumulator, value(term));
  }

  static FloatExpression apply(ScalarFunction function, FloatExpression... arguments) {
    return new FloatExpression.Apply(function, List.of(arguments));
  }

  private void findRepeated(Scalar term, Set<Scalar> seen) {
    if (term instanceof Scalar.Apply apply) {
      if (!seen.add(term)) {
        repeated.add(term);
      } else {
        apply.arguments().forEach(argument -> findRepeated(argument, seen));
      }
    }
  }

  private FloatExpression lower(Scalar term) {
    if (term instanceof Scalar.Constant constant) {
      return new FloatExpression.Constant((float) constant.value());
    } else if (term instanceof Scalar.BatchSize) {
      return new FloatExpression.FromInt(IntExpression.Variable.BATCH);
    } else if (term instanceof Scalar.IndexValue value) {
      return indexValue(value.expression());
    } else if (term instanceof Scalar.Access access) {
      return access(access);
    } else if (term instanceof Scalar.Apply apply) {
      FloatExpression value = apply(apply);
      return repeated.contains(term) ? block.define("t", value) : value;
    }
    throw new AssertionError(term);
  }

  private FloatExpression apply(Scalar.Apply apply) {
    List<FloatExpression> arguments = apply.arguments().stream().map(this::lower).toList();
    if (apply.function() == ScalarFunction.STOP_GRADIENT) {
      return arguments.get(0);
    }
    boolean vector = arguments.stream().anyMatch(FloatExpression::vector);
    return new FloatExpression.Apply(
        apply.function(), arguments.stream().map(vector ? this::vector : this::operand).toList());
  }

  /** A single number as it is used: loaded once. */
  private FloatExpression operand(FloatExpression value) {
    return value instanceof FloatExpression.Load ? block.define("x", value) : value;
  }

  private FloatExpression vector(FloatExpression value) {
    if (value.vector()) {
      return value;
    }
    FloatExpression broadcast = new FloatExpression.Broadcast(value);
    return value instanceof FloatExpression.Constant ? broadcast : block.define("b", broadcast);
  }

  /** Along the lanes, {@code base + c·(0, 1, 2, …)}. */
  private FloatExpression indexValue(Affine expression) {
    Affine here = at(expression);
    int step = lane.isEmpty() ? 0 : expression.coefficient(lane);
    if (here.isConstant() && step == 0) {
      return new FloatExpression.Constant(here.constant());
    }
    FloatExpression base = new FloatExpression.FromInt(block.positions.at(here));
    if (step == 0) {
      return base;
    }
    return block.define(
        "n",
        new FloatExpression.MultiplyAdd(
            new FloatExpression.LaneNumbers(),
            new FloatExpression.Broadcast(new FloatExpression.Constant(step)),
            new FloatExpression.Broadcast(base)));
  }

  private FloatExpression access(Scalar.Access access) {
    FloatExpression variable = given.get(access);
    if (variable != null) {
      return variable;
    }
    Place place = nest.places().get(access);
    if (place.integers()) {
      return new FloatExpression.FromInt(load(place));
    }
    boolean vector = !lane.isEmpty() && place.linear().coefficient(lane) != 0;
    Affine here = at(place.linear());
    boolean fixed = !vector && here.isConstant() && place.offsets().isEmpty();
    if (fixed && place.known().isPresent()) {
      return new FloatExpression.Constant((float) place.known().get().at(here.constant()));
    }
    FloatExpression load = new FloatExpression.Load(place.buffer(), position(place), vector);
    return vector ? block.define("x", load) : load;
  }

  private IntExpression load(Place place) {
    return new IntExpression.Load(place.buffer(), position(place));
  }

  IntExpression position(Place place) {
    IntExpression position = block.positions.at(at(place.linear()));
    for (Place.Offset offset : place.offsets()) {
      position = new IntExpression.Sum(List.of(position, offset(offset)));
    }
    return position;
  }

  private IntExpression offset(Place.Offset offset) {
    if (offset instanceof Place.Divided divided) {
      IntExpression numerator = Ints.of(at(divided.numerator()));
      IntExpression quotient = Ints.quotient(numerator, divided.divisor());
      return Ints.times(
          divided.modulus() == 0 ? quotient : Ints.remainder(quotient, divided.modulus()),
          divided.stride());
    }
    Place.LookedUp lookedUp = (Place.LookedUp) offset;
    IntExpression row =
        new IntExpression.Checked(load(lookedUp.row()), lookedUp.extent(), lookedUp.subject());
    return Ints.times(block.define("row", row), lookedUp.stride());
  }

  /** An expression at this place of the tile. */
  Affine at(Affine expression) {
    return shifted(expression, scope, shift);
  }

  static Affine shifted(Affine expression, Scope scope, Map<String, Integer> shift) {
    Affine sum = scope.apply(expression);
    for (Map.Entry<String, Integer> entry : shift.entrySet()) {
      sum = sum.plus(expression.coefficient(entry.getKey()) * entry.getValue());
    }
    return sum;
  }
}
