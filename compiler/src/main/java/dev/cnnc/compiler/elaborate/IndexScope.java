package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The indices in scope at a place of a formula, with their ranges. Outside a formula: none. */
final class IndexScope {
  static final IndexScope OUTSIDE =
      new IndexScope(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), false, false);

  private final Optional<IndexScope> outer;
  private final Optional<FormulaContext> formula;
  private final List<Index> indices;
  private final List<Index> all;
  private final Optional<List<Index>> rest;
  private final boolean reduction;
  private final boolean withinBatch;

  private IndexScope(
      Optional<IndexScope> outer,
      Optional<FormulaContext> formula,
      List<Index> indices,
      Optional<List<Index>> rest,
      boolean reduction,
      boolean withinBatch) {
    this.outer = outer;
    this.formula = formula;
    this.indices = List.copyOf(indices);
    List<Index> visible = new ArrayList<>(outer.map(IndexScope::all).orElse(List.of()));
    visible.addAll(indices);
    this.all = List.copyOf(visible);
    this.rest = rest;
    this.reduction = reduction;
    this.withinBatch = withinBatch;
  }

  /** The scope of a formula with the free indices of {@code target}. */
  static IndexScope of(FormulaContext formula, Declaration target) {
    return new IndexScope(
        Optional.empty(),
        Optional.of(formula),
        target.indices(formula.restNames()),
        target.rest().map(rest -> target.restIndices(formula.restNames())),
        false,
        false);
  }

  /** The scope within a reduction. */
  IndexScope within(Declaration reduced) {
    List<String> restNames = formula.orElseThrow().restNames();
    return new IndexScope(
        Optional.of(this),
        formula,
        reduced.indices(restNames),
        reduced.rest().map(r -> reduced.restIndices(restNames)),
        true,
        withinBatch || reduced.overBatch());
  }

  boolean isFormula() {
    return formula.isPresent();
  }

  FormulaContext formula() {
    return formula.orElseThrow();
  }

  /** Whether a term that reads outside is left out, as within a reduction. */
  boolean isReduction() {
    return reduction;
  }

  /** Whether this is within a reduction over the batch. */
  boolean withinBatch() {
    return withinBatch;
  }

  /** The indices that were introduced here. */
  List<Index> own() {
    return indices;
  }

  /** All indices in scope, outer ones first. */
  List<Index> all() {
    return all;
  }

  Optional<Index> find(String name) {
    for (Index index : all) {
      if (index.name().equals(name)) {
        return Optional.of(index);
      }
    }
    return Optional.empty();
  }

  /** The indices that {@code ..} stands for here. */
  Optional<List<Index>> rest() {
    return rest.isPresent() ? rest : outer.flatMap(IndexScope::rest);
  }
}
