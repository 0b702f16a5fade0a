package dev.cnnc.compiler.autodiff;

import static dev.cnnc.compiler.autodiff.GradientNodes.read;
import static dev.cnnc.compiler.graph.Scalar.apply;
import static dev.cnnc.compiler.graph.Scalar.constant;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Positions;
import dev.cnnc.compiler.graph.algebra.Scalars;
import dev.cnnc.compiler.graph.algebra.Substitution;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the gradient of a comprehension's result is for one of its terms: {@code ∂L/∂body(o, r) = if
 * selected(o, r) then gradient(o, r) else 0}.
 *
 * @param comprehension the comprehension, its indices {@code o} free and {@code r} reduced
 * @param gradient in terms of {@code o} and {@code r}; reads the result's adjoint
 * @param selected the test that picks the term of a maximum; a term of a sum needs none
 * @param perExample whether there are terms for each example of the batch
 */
record TermAdjoint(
    Comprehension comprehension, Scalar gradient, Optional<Scalar> selected, boolean perExample) {

  /**
   * Empty where the result is constant almost everywhere (a count, the number of a term). May add
   * nodes that the gradient needs.
   *
   * @throws CompilationException where the gradient cannot be said in comprehensions
   */
  static Optional<TermAdjoint> of(Node node, Value adjoint, GradientNodes graph) {
    Comprehension comprehension = (Comprehension) node.operation();
    Scalar gradient = read(adjoint, comprehension.free());
    boolean perExample = comprehension.overBatch() || node.result().batched();
    return switch (comprehension.reduction()) {
      case NONE, SUM ->
          Optional.of(new TermAdjoint(comprehension, gradient, Optional.empty(), perExample));
      case PROD -> {
        requireNotOverBatch(node, comprehension.overBatch());
        Scalar others = productOfOthers(node, comprehension, graph);
        yield Optional.of(
            new TermAdjoint(
                comprehension, Scalars.times(gradient, others), Optional.empty(), perExample));
      }
      case MAX, MIN -> {
        if (isOneTerm(comprehension)) {
          yield Optional.of(new TermAdjoint(comprehension, gradient, Optional.empty(), perExample));
        }
        requireNotOverBatch(node, comprehension.overBatch() && batched(comprehension));
        yield Optional.of(
            new TermAdjoint(
                comprehension,
                gradient,
                Optional.of(wins(node, comprehension, graph)),
                node.result().batched()));
      }
      case COUNT, ARGMAX, ARGMIN -> Optional.empty();
    };
  }

  private static boolean isOneTerm(Comprehension comprehension) {
    return !comprehension.overBatch()
        && comprehension.reduced().stream().allMatch(index -> index.extent() == 1);
  }

  private static boolean batched(Comprehension comprehension) {
    return Comprehensions.batched(comprehension.body());
  }

  private static void requireNotOverBatch(Node node, boolean overBatch) {
    if (overBatch) {
      String reduction =
          ((Comprehension) node.operation()).reduction().name().toLowerCase(Locale.ROOT);
      throw new CompilationException(
          Diagnostic.error(
                  "E0601",
                  node.result().origin().span(),
                  "no gradient is known of "
                      + node.result().name()
                      + ": '"
                      + reduction
                      + "' over the batch; 'sum', 'mean' and 'count' over it have one")
              .withHelp("reduce each example alone, or stop the gradient with stop_gradient(…)"));
    }
  }

  /**
   * {@code winner[o] == number of r}: the first best term takes the gradient.
   *
   * <p>Where the body does not vary over a batch that is reduced, the first example wins, which is
   * one example's terms.
   */
  private static Scalar wins(Node node, Comprehension of, GradientNodes graph) {
    Reduction which = of.reduction() == Reduction.MAX ? Reduction.ARGMAX : Reduction.ARGMIN;
    Comprehension number = new Comprehension(of.free(), which, of.reduced(), false, of.body());
    Value winner = graph.add(node.result().name() + ".winner", number, node.result().origin());
    return apply(
        ScalarFunction.EQUAL, read(winner, of.free()), Positions.value(number(of.reduced())));
  }

  /** The number of a term: its indices read as digits, the last one fastest. */
  private static Affine number(List<Index> reduced) {
    Affine number = Affine.constant(0);
    for (Index index : reduced) {
      number = number.times(index.extent()).plus(Affine.index(index.name()));
    }
    return number;
  }

  /**
   * {@code others[o, r] = prod[r'] (if r' == r then 1 else body(o, r'))}: right where terms are
   * zero, and differentiable again, which a division by the term would not be.
   */
  private static Scalar productOfOthers(Node node, Comprehension of, GradientNodes graph) {
    if (of.reduced().isEmpty()) {
      return constant(1);
    }
    List<Index> free = new ArrayList<>(of.free());
    free.addAll(of.reduced());
    Map<String, String> names = new HashMap<>();
    List<Index> again = new ArrayList<>();
    Scalar same = null;
    for (Index index : of.reduced()) {
      String name = index.name() + "'";
      names.put(index.name(), name);
      again.add(new Index(name, index.extent()));
      Scalar equal =
          apply(
              ScalarFunction.EQUAL,
              Positions.value(Affine.index(name)),
              Positions.value(Affine.index(index.name())));
      same = same == null ? equal : Scalars.and(same, equal);
    }
    Scalar body = Substitution.renaming(names).apply(of.body());
    Scalar factor = Scalars.select(same, constant(1), body);
    Comprehension product = new Comprehension(free, Reduction.PROD, again, false, factor);
    Value others = graph.add(node.result().name() + ".others", product, node.result().origin());
    return read(others, free);
  }
}
