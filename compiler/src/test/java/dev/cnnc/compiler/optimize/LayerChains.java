package dev.cnnc.compiler.optimize;

import static dev.cnnc.compiler.graph.Scalar.apply;
import static dev.cnnc.compiler.graph.Scalar.constant;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.testing.Choices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;

/**
 * Random chains of what layers are made of: reshapes that split, merge, add and remove axes,
 * transpositions, elementwise formulas, constants, windows that reach outside, sums over the batch,
 * the same thing twice, and values that nothing needs.
 */
final class LayerChains {
  private final Choices choices;
  private final List<Node> nodes = new ArrayList<>();

  private LayerChains(Choices choices) {
    this.choices = choices;
  }

  static Arbitrary<Graph> graphs() {
    return Choices.choices().map(choices -> new LayerChains(choices).build());
  }

  private Graph build() {
    Shape shape = Shape.of(choices.of(List.of(1, 2)), choices.of(List.of(6, 4, 1)), 3);
    add("x", shape, true, new Operation.Input());
    add("weight", shape, false, new Operation.Input());
    int count = choices.between(1, 7);
    for (int i = 0; i < count; i++) {
      step("v" + i);
    }
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("y", nodes.get(nodes.size() - 1).result());
    outputs.put("other", any());
    return new Graph("chain", nodes, outputs, Map.of());
  }

  private Value add(String name, Shape shape, boolean batched, Operation operation) {
    Value value = new Value(name, ElementType.F32, shape, batched, Origin.NONE);
    nodes.add(new Node(value, operation));
    return value;
  }

  private Value any() {
    return nodes.get(nodes.size() - 1 - choices.below(Math.min(nodes.size(), 4))).result();
  }

  private void step(String name) {
    Value from = any();
    switch (choices.below(7)) {
      case 0, 1 -> add(name, reshaped(from), from.batched(), new Operation.Reshape(from));
      case 2 -> elementwise(name, from);
      case 3 -> transpose(name, from);
      case 4 -> window(name, from);
      case 5 -> repeat(name);
      default -> comprehension(name, axes(from), Reduction.NONE, List.of(), constant(3));
    }
  }

  private Shape reshaped(Value from) {
    List<Integer> extents = new ArrayList<>();
    int left = (int) from.shape().size();
    while (left > 1 || choices.oneIn(3)) {
      int factor = left;
      for (int divisor : List.of(3, 2)) {
        if (left % divisor == 0 && choices.oneIn(2)) {
          factor = divisor;
        }
      }
      if (choices.oneIn(3)) {
        extents.add(1);
      }
      if (extents.size() > 5) {
        factor = left;
      }
      if (left == 1) {
        break;
      }
      extents.add(factor);
      left /= factor;
    }
    return new Shape(extents);
  }

  private static List<Index> axes(Value value) {
    List<Index> axes = new ArrayList<>();
    for (int axis = 0; axis < value.shape().rank(); axis++) {
      axes.add(new Index("i" + axis, value.shape().extent(axis)));
    }
    return axes;
  }

  private static Scalar.Access read(Value value, List<Affine> positions) {
    List<Subscript> subscripts = new ArrayList<>();
    positions.forEach(position -> subscripts.add(new Subscript.Position(position)));
    return new Scalar.Access(value, subscripts);
  }

  private static List<Affine> alone(List<Index> indices) {
    return indices.stream().map(index -> Affine.index(index.name())).toList();
  }

  private void elementwise(String name, Value from) {
    List<Index> axes = axes(from);
    Scalar read = read(from, alone(axes));
    Value second = any();
    Scalar other =
        second.shape().equals(from.shape())
            ? read(second, alone(axes))
            : constant(choices.of(List.of(1.0, 0.0, 2.0)));
    Scalar body =
        switch (choices.below(6)) {
          case 0 -> apply(ScalarFunction.ADD, read, other);
          case 1 -> apply(ScalarFunction.TANH, apply(ScalarFunction.MULTIPLY, read, other));
          case 2 -> apply(ScalarFunction.POWER, read, constant(choices.of(List.of(1.0, 2.0))));
          case 3 ->
              apply(
                  ScalarFunction.SELECT,
                  apply(ScalarFunction.GREATER, other, constant(0)),
                  apply(ScalarFunction.NEGATE, read),
                  constant(0));
          case 4 -> apply(ScalarFunction.MAX, read, constant(0));
          default -> read;
        };
    comprehension(name, axes, Reduction.NONE, List.of(), body);
  }

  private void transpose(String name, Value from) {
    List<Index> axes = new ArrayList<>(axes(from));
    List<Affine> positions = alone(axes);
    java.util.Collections.reverse(axes);
    comprehension(name, axes, Reduction.NONE, List.of(), read(from, positions));
  }

  /** {@code [i…] reduction[u < 3] from[i + u - 1, …] (· weight)}; some axes stay as they are. */
  private void window(String name, Value from) {
    List<Index> axes = axes(from);
    Index u = new Index("u", choices.of(List.of(3, 1, 2)));
    List<Affine> positions = new ArrayList<>();
    for (Index axis : axes) {
      Affine position = Affine.index(axis.name());
      positions.add(
          choices.oneIn(2) ? position.plus(Affine.index("u")).plus(-choices.below(2)) : position);
    }
    Scalar body = read(from, positions);
    if (choices.oneIn(2)) {
      Value second = any();
      Scalar factor =
          second.shape().equals(from.shape())
              ? read(second, alone(axes))
              : new Scalar.IndexValue(Affine.index("u"));
      body = apply(ScalarFunction.MULTIPLY, body, factor);
    }
    Reduction reduction =
        choices.of(
            List.of(
                Reduction.SUM, Reduction.MAX, Reduction.COUNT, Reduction.PROD, Reduction.ARGMAX));
    Comprehension plain = new Comprehension(axes, reduction, List.of(u), choices.oneIn(4), body);
    Value sum = add(name, from.shape(), batched(plain), plain);
    // A maximum of nothing is infinite.
    comprehension(
        name + "b",
        axes,
        Reduction.NONE,
        List.of(),
        apply(ScalarFunction.MAX, read(sum, alone(axes)), constant(-9)));
  }

  private void repeat(String name) {
    Node node = nodes.get(nodes.size() - 1 - choices.below(nodes.size()));
    if (node.operation() instanceof Comprehension
        || node.operation() instanceof Operation.Reshape) {
      add(name, node.result().shape(), node.result().batched(), node.operation());
    } else {
      elementwise(name, node.result());
    }
  }

  private void comprehension(
      String name, List<Index> free, Reduction reduction, List<Index> reduced, Scalar body) {
    Comprehension comprehension = new Comprehension(free, reduction, reduced, false, body);
    Shape shape = new Shape(free.stream().map(Index::extent).toList());
    add(name, shape, batched(comprehension), comprehension);
  }

  private static boolean batched(Comprehension comprehension) {
    return !comprehension.overBatch() && Comprehensions.batched(comprehension.body());
  }
}
