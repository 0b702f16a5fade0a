package dev.cnnc.compiler.autodiff;

import static dev.cnnc.compiler.graph.Scalar.apply;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Positions;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Scalars;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The gradient that one access of a comprehension sends to its tensor.
 *
 * <pre>
 * O[o]  = sum[r] body(A[a(o, r)], …)
 * dA[h] = sum[(o, r) with a(o, r) = h, of the terms not left out] dO[o] · ∂body/∂A
 * </pre>
 *
 * <p>The equations {@code a(o, r) = h} are solved for indices ({@link SubscriptSystem}), which
 * makes a gather of the scatter: what is left of {@code o} and {@code r} is the reduction. A term
 * of the gather must count exactly if
 *
 * <ol>
 *   <li>each index that was solved for is whole and in its range, and
 *   <li>the original term was not left out: all that it read was inside.
 * </ol>
 *
 * <p>Both are conditions on positions ({@link Inside}). Most hold anyway, or because the new term
 * reads at the same positions: {@code dO[o]} enforces the ranges of {@code o}. Those that remain
 * are tested in the body.
 */
final class GatherTerms {
  private final TermAdjoint term;
  private final Comprehension comprehension;
  private final Scalar.Access access;
  private final List<Index> indices;
  private final Scalar derivative;

  /** The conditions of what the derivative reads. */
  private final Set<Inside> inside;

  private GatherTerms(TermAdjoint term, Scalar.Access access, Scalar derivative) {
    this.term = term;
    this.comprehension = term.comprehension();
    this.access = access;
    this.derivative = derivative;
    this.inside = Inside.of(derivative);
    this.indices = new ArrayList<>(comprehension.free());
    indices.addAll(comprehension.reduced());
  }

  /**
   * {@code dA[h]} as a comprehension; empty where {@code ∂body/∂A} is zero by the body's nature. It
   * does not vary over the batch if no example contributes anything of its own, even where {@code
   * A} does.
   *
   * @param result the value of the comprehension, read in place of its body where the derivative
   *     needs that again
   */
  static Optional<Comprehension> of(TermAdjoint term, Scalar.Access access, Value result) {
    return Tangent.of(term.comprehension().body(), access, term.gradient())
        .map(derivative -> reuse(term.comprehension(), result, derivative))
        .map(derivative -> new GatherTerms(term, access, derivative).gather());
  }

  /** {@code exp(x[i])} is {@code y[i]} if that is how {@code y} was computed. */
  private static Scalar reuse(Comprehension of, Value result, Scalar derivative) {
    if (of.reduction() != Reduction.NONE || !(of.body() instanceof Scalar.Apply)) {
      return derivative;
    }
    Scalar read = GradientNodes.read(result, of.free());
    return Scalars.rewrite(derivative, part -> part.equals(of.body()) ? read : part);
  }

  private Comprehension gather() {
    SubscriptSystem system = SubscriptSystem.solve(access, indices, this::gain);
    List<Index> left = new ArrayList<>(indices);
    left.removeAll(system.eliminated());
    Ranges ranges = Ranges.of(system.axes(), left);
    Scalar body = guarded(system, ranges);

    boolean sumsExamples = term.perExample() && !access.tensor().batched();
    boolean overBatch = sumsExamples && Comprehensions.batched(body);
    if (sumsExamples && !overBatch) {
      body = Scalars.times(new Scalar.BatchSize(), body);
    }
    boolean one = left.isEmpty() && !overBatch && Inside.always(body, ranges);
    Reduction reduction = one ? Reduction.NONE : Reduction.SUM;
    return new Comprehension(system.axes(), reduction, left, overBatch, body);
  }

  /** The derivative in the new indices, under the tests that nothing else enforces. */
  private Scalar guarded(SubscriptSystem system, Ranges ranges) {
    Substitution substitution = system.substitution();
    List<Scalar> tests = new ArrayList<>(system.tests());
    term.selected().ifPresent(selected -> tests.add(substitution.apply(selected)));
    Scalar moved = substitution.apply(derivative);

    Set<Inside> enforced = Inside.of(where(tests, moved));
    List<Scalar> guards = new ArrayList<>();
    for (Inside condition : conditions(substitution, system.eliminated())) {
      if (!condition.follows(enforced, ranges)) {
        condition.test(ranges).ifPresent(guards::add);
        enforced.add(condition);
      }
    }
    guards.addAll(tests);
    return where(guards, moved);
  }

  private Set<Inside> conditions(Substitution substitution, List<Index> eliminated) {
    Set<Inside> conditions = new LinkedHashSet<>();
    for (Index index : eliminated) {
      conditions.add(new Inside(substitution.replacements().get(index.name()), index.extent()));
    }
    // The term that won was not left out.
    if (term.selected().isEmpty()) {
      read().forEach(condition -> conditions.add(condition.substitute(substitution)));
    }
    return conditions;
  }

  /** What the original term read, but {@code A[h]} itself, which is inside. */
  private Set<Inside> read() {
    Scalar others =
        Scalars.rewrite(
            comprehension.body(), part -> part.equals(access) ? Scalar.constant(0) : part);
    Set<Inside> read = Inside.of(others);
    for (Subscript subscript : access.subscripts()) {
      if (subscript instanceof Subscript.Lookup lookup) {
        read.addAll(Inside.of(lookup.position()));
      }
    }
    return read;
  }

  private static Scalar where(List<Scalar> tests, Scalar value) {
    return tests.stream()
        .reduce((a, b) -> apply(ScalarFunction.AND, a, b))
        .map(test -> Scalars.where(test, value))
        .orElse(value);
  }

  /**
   * An index that is solved for is an index not run over: the longest first. A free index needs no
   * test of its own and keeps the familiar form of a formula; a reduced one may need a test.
   */
  private long gain(Index index) {
    if (comprehension.free().contains(index)) {
      return 4L * index.extent();
    }
    Inside alone = new Inside(Positions.index(index.name()), index.extent());
    return (inside.contains(alone) ? 2L : 1L) * index.extent();
  }
}
