package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The indices that one place introduces – the left side of a formula, or the brackets of a
 * reduction – while their ranges are being found.
 */
final class Declaration {
  /** Where a range comes from: {@code axis 1 of x}, at {@code span}. */
  record Range(int extent, String source, SourceSpan span) {}

  /** An index and its range, once that is known. */
  static final class Variable {
    private final String name;
    private final SourceSpan span;
    private Range range;

    Variable(String name, SourceSpan span) {
      this.name = name;
      this.span = span;
    }

    String name() {
      return name;
    }

    SourceSpan span() {
      return span;
    }

    Optional<Range> range() {
      return Optional.ofNullable(range);
    }

    void range(Range found) {
      range = found;
    }
  }

  /** The place of {@code ..} among the variables, and the extents it stands for, once known. */
  static final class Rest {
    private final int position;
    private final SourceSpan span;
    private List<Integer> extents;
    private String source;

    Rest(int position, SourceSpan span) {
      this.position = position;
      this.span = span;
    }

    int position() {
      return position;
    }

    SourceSpan span() {
      return span;
    }

    Optional<List<Integer>> extents() {
      return Optional.ofNullable(extents);
    }

    String source() {
      return source;
    }

    void extents(List<Integer> found, String source) {
      this.extents = List.copyOf(found);
      this.source = source;
    }
  }

  private final Optional<Declaration> outer;
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private Rest rest;
  private boolean overBatch;

  Declaration(Optional<Declaration> outer) {
    this.outer = outer;
  }

  Optional<Declaration> outer() {
    return outer;
  }

  void add(Variable variable) {
    variables.put(variable.name(), variable);
  }

  void addRest(SourceSpan span) {
    rest = new Rest(variables.size(), span);
  }

  void addBatch() {
    overBatch = true;
  }

  boolean overBatch() {
    return overBatch;
  }

  Iterable<Variable> variables() {
    return variables.values();
  }

  int size() {
    return variables.size();
  }

  Optional<Rest> rest() {
    return Optional.ofNullable(rest);
  }

  /** The variable of this name, here or further out. */
  Optional<Variable> find(String name) {
    Variable own = variables.get(name);
    return own != null ? Optional.of(own) : outer.flatMap(o -> o.find(name));
  }

  /** The {@code ..} that is bound here or further out. */
  Optional<Rest> findRest() {
    return rest != null ? Optional.of(rest) : outer.flatMap(Declaration::findRest);
  }

  /** Whether this or what is further out reduces over the batch. */
  boolean withinBatch() {
    return overBatch || outer.map(Declaration::withinBatch).orElse(false);
  }

  /** The indices in order, once all ranges are known; those of {@code ..} get the names given. */
  List<Index> indices(List<String> restNames) {
    List<Index> indices = new ArrayList<>();
    for (Variable variable : variables.values()) {
      indices.add(new Index(variable.name, variable.range.extent()));
    }
    if (rest != null) {
      indices.addAll(rest.position, restIndices(restNames));
    }
    return indices;
  }

  /** The indices that {@code ..} stands for, if it is bound here. */
  List<Index> restIndices(List<String> names) {
    List<Index> indices = new ArrayList<>();
    for (int axis = 0; axis < rest.extents.size(); axis++) {
      indices.add(new Index(names.get(axis), rest.extents.get(axis)));
    }
    return indices;
  }
}
