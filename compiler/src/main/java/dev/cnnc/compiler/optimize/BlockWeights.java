package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.PreparedValues;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Scalars;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores weights that follow from parameters in blocks of 16 filters, in the order in which sums
 * read them:
 *
 * <pre>{@code
 * y[k, i, j] = sum[c, u, v] w[k, c, u, v] * x[c, i + u, j + v]
 * }</pre>
 *
 * becomes {@code w'[l, c, u, v, b] = w[16*b + l, c, u, v]}, computed once, and {@code y[k, i, j] =
 * sum[c, u, v, l] w'[l, c, u, v, (k - l)/16] * x[c, i + u, j + v]}, in which {@code l} has one
 * term: the remainder of {@code k}. The first axis is innermost in memory, so vectors along {@code
 * l} read one cache line after the other, which processors load ahead. An example alone uses each
 * weight few times, and large layers are as fast as their weights arrive.
 */
final class BlockWeights {
  /** The longest vectors, and a cache line. */
  private static final int BLOCK = 16;

  /** A result whose first axis is at least so long has its vectors along that. */
  private static final int VECTORS = BLOCK / 2;

  private final Graph graph;
  private final Set<Value> prepared;
  private final GraphBuilder nodes;
  private final Uses uses;

  private BlockWeights(Graph graph, Set<Value> prepared) {
    this.graph = graph;
    this.prepared = prepared;
    nodes = GraphBuilder.rewriting(graph);
    uses = Uses.in(graph);
  }

  static Graph apply(Graph graph) {
    Set<Value> prepared = PreparedValues.of(graph);
    return prepared.isEmpty() ? graph : new BlockWeights(graph, prepared).run();
  }

  /**
   * Weights to block.
   *
   * @param axis that of the filters
   * @param filter the index along it
   * @param order the other axes, those first along which a sum runs
   */
  private record Block(Scalar.Access weight, int axis, Index filter, List<Integer> order) {}

  private Graph run() {
    Map<Node, Block> blocks = new HashMap<>();
    Set<Value> moved = new HashSet<>();
    for (Node node : graph.nodes()) {
      find(node)
          .ifPresent(
              block -> {
                blocks.put(node, block);
                if (isOwn(block.weight().tensor())) {
                  moved.add(block.weight().tensor());
                }
              });
    }
    for (Node node : graph.nodes()) {
      if (blocks.containsKey(node)) {
        nodes.keep(rewrite(node, blocks.get(node)));
      } else if (!moved.contains(node.result())) {
        nodes.keep(node);
      }
    }
    return graph.with(nodes.nodes());
  }

  /** Whether a value is computed for a single reader, and can be computed in blocks at once. */
  private boolean isOwn(Value weight) {
    return uses.readers().get(weight) == 1
        && uses.producers().get(weight).operation() instanceof Comprehension;
  }

  private Optional<Block> find(Node node) {
    if (!(node.operation() instanceof Comprehension sum)
        || sum.reduction() != Reduction.SUM
        || sum.overBatch()
        || !node.result().batched()) {
      return Optional.empty();
    }
    List<Scalar.Access> reads = Comprehensions.accesses(sum.body());
    for (Scalar.Access read : reads) {
      boolean plain =
          prepared.contains(read.tensor())
              && read.tensor().type() == ElementType.F32
              && isFactor(read, sum.body())
              && reads.stream().filter(r -> r.tensor().equals(read.tensor())).count() == 1
              && read.subscripts().stream()
                  .allMatch(s -> s instanceof Position position && position.divisor() == 1);
      Optional<Block> block = plain ? block(sum, read) : Optional.empty();
      if (block.isPresent()) {
        return block;
      }
    }
    return Optional.empty();
  }

  private static boolean isFactor(Scalar.Access read, Scalar body) {
    return body.equals(read)
        || body instanceof Scalar.Apply apply
            && apply.function() == ScalarFunction.MULTIPLY
            && apply.arguments().stream().anyMatch(factor -> isFactor(read, factor));
  }

  private static Optional<Block> block(Comprehension sum, Scalar.Access weight) {
    for (int place = 0; place < sum.free().size(); place++) {
      Index filter = sum.free().get(place);
      Affine index = Affine.index(filter.name());
      int axis = weight.subscripts().indexOf(new Position(index));
      Set<String> elsewhere = new HashSet<>();
      Scalar others =
          Scalars.rewrite(sum.body(), part -> part.equals(weight) ? Scalar.constant(1) : part);
      Comprehensions.forEachIndex(others, elsewhere::add);
      boolean alone =
          axis >= 0
              && !elsewhere.contains(filter.name())
              && weight.subscripts().stream().filter(s -> names(s, filter)).count() == 1;
      boolean vectors = place == 0 || sum.free().get(0).extent() < VECTORS;
      boolean blocks = filter.extent() > BLOCK && filter.extent() % BLOCK == 0;
      if (alone && vectors && blocks && weight.tensor().shape().extent(axis) == filter.extent()) {
        List<Integer> order = order(sum, weight, axis);
        boolean reduced = !order.isEmpty() && isReduced(sum, weight.subscripts().get(order.get(0)));
        return reduced ? Optional.of(new Block(weight, axis, filter, order)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The other axes as they are stored, innermost first, but those of the sum before the rest. */
  private static List<Integer> order(Comprehension sum, Scalar.Access weight, int filters) {
    List<Integer> order = new ArrayList<>();
    int rank = weight.subscripts().size();
    for (int axis = 0; axis < rank; axis++) {
      order.add(filters == rank - 1 ? rank - 1 - axis : axis);
    }
    order.remove((Integer) filters);
    order.sort(
        (a, b) ->
            Boolean.compare(
                isReduced(sum, weight.subscripts().get(b)),
                isReduced(sum, weight.subscripts().get(a))));
    return order;
  }

  private static boolean isReduced(Comprehension sum, Subscript subscript) {
    return sum.reduced().stream().anyMatch(index -> names(subscript, index));
  }

  private static boolean names(Subscript subscript, Index index) {
    return ((Position) subscript).numerator().coefficient(index.name()) != 0;
  }

  private Node rewrite(Node node, Block block) {
    Comprehension sum = (Comprehension) node.operation();
    Set<String> taken = new HashSet<>();
    sum.free().forEach(index -> taken.add(index.name()));
    sum.reduced().forEach(index -> taken.add(index.name()));
    Index lane = fresh("l", BLOCK, taken);
    Affine rest = Affine.index(block.filter().name()).plus(Affine.index(lane.name()).times(-1));
    List<Subscript> read = new ArrayList<>(List.of(new Position(Affine.index(lane.name()))));
    List<Subscript> subscripts = block.weight().subscripts();
    List<Subscript> free = new ArrayList<>();
    for (int axis : block.order()) {
      (isReduced(sum, subscripts.get(axis)) ? read : free).add(subscripts.get(axis));
    }
    read.add(new Position(rest, BLOCK));
    read.addAll(free);
    Scalar.Access blocked = new Scalar.Access(blocked(sum, block, node), read);
    List<Index> reduced = new ArrayList<>(sum.reduced());
    reduced.add(lane);
    Scalar body = Scalars.rewrite(sum.body(), part -> part.equals(block.weight()) ? blocked : part);
    return new Node(
        node.result(), new Comprehension(sum.free(), Reduction.SUM, reduced, false, body));
  }

  /** The weights with the axes {@code l}, those of the sum, {@code b}, and the rest. */
  private Value blocked(Comprehension sum, Block block, Node reader) {
    Value weight = block.weight().tensor();
    Comprehension stored =
        isOwn(weight) ? (Comprehension) uses.producers().get(weight).operation() : copy(weight);
    Set<String> taken = new HashSet<>();
    stored.free().forEach(index -> taken.add(index.name()));
    stored.reduced().forEach(index -> taken.add(index.name()));
    Index lane = fresh("l", BLOCK, taken);
    Index number = fresh("b", block.filter().extent() / BLOCK, taken);
    List<Index> free = new ArrayList<>(List.of(lane));
    List<Index> rest = new ArrayList<>();
    for (int axis : block.order()) {
      boolean reduced = isReduced(sum, block.weight().subscripts().get(axis));
      (reduced ? free : rest).add(stored.free().get(axis));
    }
    free.add(number);
    free.addAll(rest);
    Affine filter = Affine.index(number.name()).times(BLOCK).plus(Affine.index(lane.name()));
    String name = stored.free().get(block.axis()).name();
    Scalar body = new Substitution(Map.of(name, new Position(filter))).apply(stored.body());
    return nodes.add(
        weight.name() + ".blocked",
        new Comprehension(free, stored.reduction(), stored.reduced(), false, body),
        reader.result().origin());
  }

  private static Comprehension copy(Value weight) {
    List<Index> free = new ArrayList<>();
    List<Subscript> read = new ArrayList<>();
    for (int axis = 0; axis < weight.shape().rank(); axis++) {
      free.add(new Index("d" + axis, weight.shape().extent(axis)));
      read.add(new Position(Affine.index("d" + axis)));
    }
    Scalar body = new Scalar.Access(weight, read);
    return new Comprehension(free, Reduction.NONE, List.of(), false, body);
  }

  private static Index fresh(String name, int extent, Set<String> taken) {
    String fresh = name;
    for (int i = 2; !taken.add(fresh); i++) {
      fresh = name + i;
    }
    return new Index(fresh, extent);
  }
}
