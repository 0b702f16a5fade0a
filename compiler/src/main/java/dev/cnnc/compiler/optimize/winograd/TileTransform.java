package dev.cnnc.compiler.optimize.winograd;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Multiplies two axes of a tensor by a matrix each.
 *
 * @param nodes where the comprehensions go
 * @param matrices the matrices that are values already
 * @param name of the result
 */
record TileTransform(GraphBuilder nodes, Map<Matrix, Value> matrices, String name, Origin origin) {
  /**
   * How an axis becomes tiles: {@code out[ξ, t] = sum[i] matrix[ξ, i] * in[step*t + i + offset]}.
   *
   * @param axis of the tensor
   * @param tiles how many; 0 where the axis is a tile itself, without an index {@code t}
   */
  record Along(int axis, Matrix matrix, int tiles, int step, int offset) {
    /** An axis that is a tile itself. */
    Along(int axis, Matrix matrix) {
      this(axis, matrix, 0, 0, 0);
    }

    private List<Index> tile(String name) {
      return tiles == 0 ? List.of() : List.of(new Index(name, tiles));
    }

    private Affine position(List<Index> tile, Index summed) {
      Affine position = Affine.index(summed.name()).plus(offset);
      return tile.isEmpty()
          ? position
          : position.plus(Affine.index(tile.get(0).name()).times(step));
    }
  }

  /**
   * {@code tiles[ξ, ν, others…, ty, tx]}; of axes that are tiles themselves {@code tiles[ξ, ν,
   * …others]}, the first of the others last, as filters are stored.
   */
  Value tiles(Value tensor, Along rows, Along columns) {
    List<Index> others = new ArrayList<>();
    List<Affine> read = new ArrayList<>();
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      Index index = new Index("d" + axis, tensor.shape().extent(axis));
      read.add(Affine.index(index.name()));
      if (axis != rows.axis() && axis != columns.axis()) {
        others.add(index);
      }
    }
    Index xi = new Index("xi", rows.matrix().rows());
    Index nu = new Index("nu", columns.matrix().rows());
    Index i = new Index("i", rows.matrix().columns());
    Index j = new Index("j", columns.matrix().columns());
    List<Index> ty = rows.tile("ty");
    List<Index> tx = columns.tile("tx");
    read.set(rows.axis(), rows.position(ty, i));
    read.set(columns.axis(), columns.position(tx, j));
    Scalar product =
        product(
            number(rows.matrix(), xi, i),
            product(number(columns.matrix(), nu, j), access(tensor, read)));
    List<Index> free = join(List.of(xi, nu), ty.isEmpty() ? reversed(others) : others, ty, tx);
    return nodes.add(
        name, new Comprehension(free, Reduction.SUM, List.of(i, j), false, product), origin);
  }

  /** {@code matrix[row, column]} */
  Scalar.Access number(Matrix matrix, Index row, Index column) {
    Affine position =
        Affine.index(row.name()).times(matrix.columns()).plus(Affine.index(column.name()));
    Value numbers =
        matrices.computeIfAbsent(
            matrix, m -> nodes.addConstant(m.name(), m.numbers(), Origin.NONE));
    return access(numbers, List.of(position));
  }

  static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  static Scalar product(Scalar left, Scalar right) {
    return Scalar.apply(ScalarFunction.MULTIPLY, left, right);
  }

  static Scalar.Access access(Value tensor, List<Affine> positions) {
    return new Scalar.Access(
        tensor, positions.stream().map(p -> (Subscript) new Position(p)).toList());
  }

  static List<Affine> positions(List<Index> indices) {
    return indices.stream().map(index -> Affine.index(index.name())).toList();
  }

  @SafeVarargs
  static List<Index> join(List<Index>... lists) {
    List<Index> all = new ArrayList<>();
    for (List<Index> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
