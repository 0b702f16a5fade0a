package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The loops over the terms of a scatter, and the places that these read and go to. */
final class ScatterLoops {
  private final ScatterTerm term;
  private final int number;
  private final Function<Value, Storage> storages;
  private final Renaming variables;

  private ScatterLoops(Scatter scatter, int number, Function<Value, Storage> storages) {
    this.term = scatter.terms().get(number);
    this.number = number;
    this.storages = storages;
    Map<String, String> names = new HashMap<>();
    term.indices().forEach(index -> names.put(index.name(), SplitResidues.variable(index)));
    this.variables = new Renaming(names);
  }

  /** The loops of each term of a scatter. */
  static List<ScatterLoops> of(Scatter scatter, Function<Value, Storage> storages) {
    List<ScatterLoops> loops = new ArrayList<>();
    for (int number = 0; number < scatter.terms().size(); number++) {
      loops.add(new ScatterLoops(scatter, number, storages));
    }
    return loops;
  }

  ScatterTerm term() {
    return term;
  }

  /**
   * Runs {@code body} for all values of the indices that choose places, if it is one that a result
   * of this shape has; the variables {@link #row} hold what data say of it.
   */
  List<Statement> forEachPlace(Shape shape, List<Statement> body) {
    List<Statement> statements = new ArrayList<>();
    List<Condition> inside = new ArrayList<>();
    List<Condition> readable = new ArrayList<>();
    for (int axis = 0; axis < term.target().size(); axis++) {
      if (term.target().get(axis) instanceof Subscript.Lookup lookup) {
        Scalar.Access read = lookup.position();
        int buffer = storages.apply(read.tensor()).buffer();
        IntExpression row = new IntExpression.Load(buffer, position(read));
        statements.add(new Statement.DefineInt(row(axis), row));
        inside.add(new Condition.InRange(Ints.variable(row(axis)), shape.extent(axis)));
        readable.addAll(guards(read));
      }
    }
    statements.addAll(where(inside, body));
    List<Statement> all = where(readable, statements);
    List<Index> choosing = new ArrayList<>(term.indices());
    choosing.removeAll(rest());
    for (int i = choosing.size() - 1; i >= 0; i--) {
      all = List.of(over(choosing.get(i), all));
    }
    IntExpression batch = IntExpression.Variable.BATCH;
    return term.overBatch()
        ? List.of(new Statement.For(Schedule.EXAMPLE, Ints.constant(0), batch, 1, all))
        : all;
  }

  /** The indices that stand alone on an axis of the result, innermost axis first. */
  List<Index> rest() {
    List<Index> rest = new ArrayList<>();
    for (int axis = term.target().size() - 1; axis >= 0; axis--) {
      term.alone(axis).ifPresent(rest::add);
    }
    return rest;
  }

  /** Where a term goes. */
  IntExpression target(Storage result) {
    List<IntExpression> sum = new ArrayList<>();
    Affine linear = start(result);
    for (int axis = 0; axis < term.target().size(); axis++) {
      int stride = result.layout().strides().get(axis);
      if (term.target().get(axis) instanceof Subscript.Position position) {
        linear = linear.plus(variables.rename(position.numerator()).times(stride));
      } else {
        sum.add(Ints.times(Ints.variable(row(axis)), stride));
      }
    }
    sum.add(Ints.of(linear));
    return new IntExpression.Sum(sum);
  }

  /** Where a term, or what chooses its place, is read. */
  IntExpression position(Scalar.Access access) {
    return Ints.of(linear(access));
  }

  Affine linear(Scalar.Access access) {
    Storage storage = storages.apply(access.tensor());
    Affine sum = start(storage);
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      Affine position = ((Subscript.Position) access.subscripts().get(axis)).numerator();
      sum = sum.plus(variables.rename(position).times(storage.layout().strides().get(axis)));
    }
    return sum;
  }

  /** What must hold for a place to be read. */
  private List<Condition> guards(Scalar.Access read) {
    Map<String, Integer> extents = new HashMap<>();
    term.indices().forEach(index -> extents.put(index.name(), index.extent()));
    List<Condition> guards = new ArrayList<>();
    for (int axis = 0; axis < read.subscripts().size(); axis++) {
      Affine position = ((Subscript.Position) read.subscripts().get(axis)).numerator();
      int extent = read.tensor().shape().extent(axis);
      if (!Range.of(position, extents).within(0, extent)) {
        guards.add(new Condition.InRange(Ints.of(variables.rename(position)), extent));
      }
    }
    return guards;
  }

  private static List<Statement> where(List<Condition> conditions, List<Statement> body) {
    Optional<Condition> all = conditions.stream().reduce(Condition.And::new);
    return all.isEmpty() ? body : List.of(new Statement.If(all.get(), body, List.of()));
  }

  /** The variable that holds what data say of a place along an axis; each term has its own. */
  String row(int axis) {
    return "row_" + (number * term.target().size() + axis);
  }

  static Statement over(Index index, List<Statement> body) {
    return LowerTile.over(SplitResidues.variable(index), index.extent(), body);
  }

  /** The position of the example's first element. */
  static Affine start(Storage storage) {
    Affine start = Affine.constant(storage.layout().offset());
    return storage.value().batched()
        ? start.plus(Affine.index(Schedule.EXAMPLE).times(storage.layout().length()))
        : start;
  }
}
