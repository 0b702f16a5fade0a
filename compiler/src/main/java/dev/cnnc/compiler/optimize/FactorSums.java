package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes factors that are the same for all terms out of a sum: {@code sum[batch, i, j] -(g[c, i, j]
 * * s[c])} is {@code -s[c] * sum[batch, i, j] g[c, i, j]}. Besides the products, it saves sums:
 * those of a normalization's gradient have the same terms then.
 *
 * <p>Up to rounding; and where a factor is infinite, what was not a number may become infinite.
 */
final class FactorSums {
  /** From how many terms on the product is worth an operation of its own. */
  private static final long MANY = 16;

  private final Graph graph;
  private final GraphBuilder nodes;

  private FactorSums(Graph graph) {
    this.graph = graph;
    nodes = GraphBuilder.rewriting(graph);
  }

  static Graph apply(Graph graph) {
    return new FactorSums(graph).run();
  }

  private Graph run() {
    for (Node node : graph.nodes()) {
      boolean factored =
          node.operation() instanceof Comprehension sum
              && sum.reduction() == Reduction.SUM
              && (sum.overBatch() || Costs.extent(sum.reduced()) >= MANY)
              && factor(node.result(), sum);
      if (!factored) {
        nodes.keep(node);
      }
    }
    return graph.with(nodes.nodes());
  }

  /** Adds the nodes of {@code factor * sum}, if there is a factor and something left to sum. */
  private boolean factor(Value result, Comprehension sum) {
    Factors factors = new Factors(sum);
    factors.add(sum.body(), false);
    if (!factors.found || factors.varying == null) {
      return false;
    }
    Comprehension rest = Rewriting.replaceBody(sum, factors.varying);
    Value value = nodes.add(result.name() + ".sum", rest, result.origin());
    List<Subscript> subscripts = new ArrayList<>();
    for (Index index : sum.free()) {
      subscripts.add(new Subscript.Position(Affine.index(index.name())));
    }
    Scalar product = Scalars.times(factors.fixed, new Scalar.Access(value, subscripts));
    nodes.keep(
        new Node(result, new Comprehension(sum.free(), Reduction.NONE, List.of(), false, product)));
    return true;
  }

  /** The factors of a product, those that are the same for all terms apart. */
  private static final class Factors {
    private final Comprehension sum;
    private final Ranges ranges;
    private final Set<String> reduced = new HashSet<>();
    private Scalar fixed = Scalar.constant(1);
    private Scalar varying;
    private boolean found;

    Factors(Comprehension sum) {
      this.sum = sum;
      this.ranges = Ranges.of(sum);
      sum.reduced().forEach(index -> reduced.add(index.name()));
    }

    void add(Scalar factor, boolean inverse) {
      if (isFixed(factor)) {
        fixed = inverse ? Scalars.divide(fixed, factor) : Scalars.times(fixed, factor);
        found = true;
      } else if (factor instanceof Scalar.Apply apply && !inverse) {
        addParts(apply);
      } else {
        vary(factor, inverse);
      }
    }

    private void addParts(Scalar.Apply apply) {
      switch (apply.function()) {
        case MULTIPLY -> {
          add(apply.arguments().get(0), false);
          add(apply.arguments().get(1), false);
        }
        case DIVIDE -> {
          add(apply.arguments().get(0), false);
          add(apply.arguments().get(1), true);
        }
        case NEGATE -> {
          fixed = Scalars.negate(fixed);
          found = true;
          add(apply.arguments().get(0), false);
        }
        case ADD,
            SUBTRACT,
            POWER,
            REMAINDER,
            MAX,
            MIN,
            EXP,
            LOG,
            SQRT,
            RSQRT,
            ABS,
            SIGN,
            TANH,
            SIGMOID,
            ERF,
            FLOOR,
            EQUAL,
            NOT_EQUAL,
            LESS,
            LESS_EQUAL,
            GREATER,
            GREATER_EQUAL,
            AND,
            OR,
            NOT,
            SELECT,
            STOP_GRADIENT ->
            vary(apply, false);
      }
    }

    private void vary(Scalar factor, boolean inverse) {
      Scalar before = varying == null ? Scalar.constant(1) : varying;
      varying = inverse ? Scalars.divide(before, factor) : Scalars.times(before, factor);
    }

    /** Whether a factor is the same for all terms, and decides about none of them. */
    private boolean isFixed(Scalar factor) {
      Set<String> named = new HashSet<>();
      Comprehensions.forEachIndex(factor, named::add);
      return named.stream().noneMatch(reduced::contains)
          && !Comprehensions.looksUp(factor)
          && !(sum.overBatch() && Comprehensions.batched(factor))
          && Inside.always(factor, ranges);
    }
  }
}
