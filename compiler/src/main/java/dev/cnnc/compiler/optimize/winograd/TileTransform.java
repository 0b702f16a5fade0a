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
import java.util.List;
import java.util.Map;

/**
 * Multiplies two axes of a tensor by a matrix each, one after the other.
 *
 * @param nodes where the comprehensions go
 * @param matrices the matrices that are values already
 * @param name what the results are called, before {@code _rows} and {@code _tiles}
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

  /** {@code rows[others…, ty, ξ, w]}, then {@code tiles[ξ, ν, others…, ty, tx]}. */
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
    Index w = new Index("w", tensor.shape().extent(columns.axis()));

    read.set(rows.axis(), rows.position(ty, i));
    read.set(columns.axis(), Affine.index(w.name()));
    List<Index> free = join(others, ty, List.of(xi, w));
    Value half =
        nodes.add(
            name + "_rows", multiply(free, rows.matrix(), xi, i, access(tensor, read)), origin);

    List<Affine> readHalf = new ArrayList<>(positions(join(others, ty, List.of(xi))));
    readHalf.add(columns.position(tx, j));
    return nodes.add(
        name + "_tiles",
        multiply(
            join(List.of(xi, nu), others, ty, tx), columns.matrix(), nu, j, access(half, readHalf)),
        origin);
  }

  /** {@code [free…] sum[column] matrix[row, column] * read} */
  Comprehension multiply(
      List<Index> free, Matrix matrix, Index row, Index column, Scalar.Access read) {
    Affine number =
        Affine.index(row.name()).times(matrix.columns()).plus(Affine.index(column.name()));
    Value numbers =
        matrices.computeIfAbsent(
            matrix, m -> nodes.addConstant(m.name(), m.numbers(), Origin.NONE));
    Scalar product = Scalar.apply(ScalarFunction.MULTIPLY, access(numbers, List.of(number)), read);
    return new Comprehension(free, Reduction.SUM, List.of(column), false, product);
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
