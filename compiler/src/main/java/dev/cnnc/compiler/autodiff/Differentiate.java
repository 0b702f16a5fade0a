package dev.cnnc.compiler.autodiff;

import static dev.cnnc.compiler.autodiff.GradientNodes.read;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Operation.Reshape;
import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Scalars;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Reverse mode over a graph: adds the nodes that compute gradients.
 *
 * <p>Nodes are visited from the last to the first. When a node is reached, all that reads its value
 * has sent what it contributes; the sum of that is the value's adjoint, and the node sends on to
 * what it reads ({@link GatherTerms}). The result is a graph like any other: it prints, it
 * simplifies, and it can be differentiated again.
 *
 * <p>While an adjoint is the same for all examples, it is kept once, also where its value varies
 * over the batch; a requested gradient is always per example if its value is.
 */
public final class Differentiate {
  private static final int MOST_SUMMANDS = 16;

  private final List<Node> nodes;
  private final GradientNodes result;
  private final Set<Value> active = new HashSet<>();
  private final Map<Value, List<Part>> contributions = new HashMap<>();
  private final Map<Value, Value> adjoints = new HashMap<>();

  /** A summand of an adjoint. It becomes a node under the name that it turns out to have. */
  private interface Part {
    Value add(String name);
  }

  private Differentiate(List<Node> nodes, GradientNodes result) {
    this.nodes = nodes;
    this.result = result;
  }

  /**
   * The graph with the gradient of the sum of {@code seeds}' values, each element weighted by its
   * seed.
   *
   * <p>Outputs are the graph's own and {@code grad.<name>} for each value of {@code withRespectTo},
   * shaped as that value; if the graph has an output of that name (when it is differentiated
   * again), {@code grad.<name>_2}. What does not influence a seeded value has gradient zero.
   *
   * @param seeds the values whose gradient is taken; {@link Seed#INCOMING} adds an input {@code
   *     grad.<output>}
   * @throws CompilationException E0601 where a formula has no known gradient, E0602 if a gradient
   *     of whole numbers is asked for
   */
  public static Graph gradients(Graph graph, Map<Value, Seed> seeds, List<Value> withRespectTo) {
    GraphBuilder builder = new GraphBuilder(graph);
    Differentiate reverse = new Differentiate(graph.nodes(), new GradientNodes(builder));
    seeds.forEach((value, seed) -> reverse.seed(value, seed, outputName(graph, value)));
    reverse.run(withRespectTo);
    Map<String, Value> outputs = new LinkedHashMap<>(graph.outputs());
    for (Value value : new LinkedHashSet<>(withRespectTo)) {
      String name = AxisNames.free("grad." + value.name(), outputs.keySet());
      outputs.put(name, reverse.requested(value));
    }
    return builder.build(graph.name(), outputs, graph.updates());
  }

  /**
   * Adds to a graph the gradient of the sum of all elements of {@code of}, over the batch too, with
   * respect to {@code by}: shaped as that, and per example if that is. Empty if nothing flows from
   * the one to the other.
   *
   * @param origin where the new nodes come from; its layer stands in front of their names
   * @param cost is told how much each formula that is added reads, so that it may end a computation
   *     that gets too large
   * @throws CompilationException as {@link #gradients}
   */
  public static Optional<Value> append(
      GraphBuilder graph, Value of, Value by, Origin origin, LongConsumer cost) {
    Differentiate reverse =
        new Differentiate(graph.nodes(), new GradientNodes(graph, Optional.of(origin), cost));
    reverse.seed(of, Seed.ONE, of.name());
    reverse.run(List.of(by));
    return reverse.adjoints.containsKey(by) ? Optional.of(reverse.requested(by)) : Optional.empty();
  }

  private void run(List<Value> withRespectTo) {
    withRespectTo.forEach(Differentiate::requireReal);
    findActive(withRespectTo);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      List<Part> parts = contributions.remove(node.result());
      if (parts != null) {
        Value adjoint = sum(node.result(), parts);
        adjoints.put(node.result(), adjoint);
        send(node, adjoint);
      }
    }
  }

  private static void requireReal(Value value) {
    if (value.type() != ElementType.F32) {
      throw new CompilationException(
          Diagnostic.error(
              "E0602",
              value.origin().span(),
              "whole numbers have no gradient: expected an f32 tensor, found " + value));
    }
  }

  /** All that depends on a requested value; nothing else gets an adjoint. */
  private void findActive(List<Value> withRespectTo) {
    active.addAll(withRespectTo);
    for (Node node : nodes) {
      if (node.operation().operands().stream().anyMatch(active::contains)) {
        active.add(node.result());
      }
    }
  }

  private void seed(Value of, Seed seed, String output) {
    requireReal(of);
    contribute(
        of,
        switch (seed) {
          case INCOMING ->
              name ->
                  result.add(
                      "grad." + output,
                      of.shape(),
                      of.batched(),
                      new Operation.Input(),
                      of.origin());
          case ONE ->
              name ->
                  result.add(
                      name, elementwise(AxisNames.of(of.shape()), Scalar.constant(1)), of.origin());
        });
  }

  private static String outputName(Graph graph, Value output) {
    return graph.outputs().entrySet().stream()
        .filter(entry -> entry.getValue() == output)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(output.name());
  }

  private void contribute(Value value, Part part) {
    contributions.computeIfAbsent(value, v -> new ArrayList<>()).add(part);
  }

  private void send(Node node, Value adjoint) {
    if (node.operation() instanceof Reshape reshape && active.contains(reshape.tensor())) {
      Value from = reshape.tensor();
      Origin origin = node.result().origin();
      contribute(
          from,
          name -> result.add(name, from.shape(), adjoint.batched(), new Reshape(adjoint), origin));
    } else if (node.operation() instanceof Scatter scatter) {
      for (ScatterTerm term : scatter.terms()) {
        send(new Node(node.result(), term.sum(node.result().shape())), adjoint);
      }
    } else if (node.operation() instanceof Comprehension comprehension) {
      Set<Scalar.Access> accesses = new LinkedHashSet<>();
      Comprehensions.forEachAccess(comprehension.body(), accesses::add);
      accesses.removeIf(
          access -> !active.contains(access.tensor()) || access.tensor().type() != ElementType.F32);
      if (!accesses.isEmpty()) {
        TermAdjoint.of(node, adjoint, result)
            .ifPresent(term -> accesses.forEach(access -> send(node, term, access)));
      }
    }
  }

  private void send(Node node, TermAdjoint term, Scalar.Access access) {
    GatherTerms.of(term, access, node.result())
        .ifPresent(
            part ->
                contribute(
                    access.tensor(), name -> result.add(name, part, node.result().origin())));
  }

  private Value sum(Value value, List<Part> parts) {
    String name = value.name() + ".grad";
    if (parts.size() == 1) {
      return parts.get(0).add(name);
    }
    List<Value> summands = new ArrayList<>();
    for (Part part : parts) {
      summands.add(part.add(name + ".part" + (summands.size() + 1)));
    }
    // In groups, so that what very many read does not make one formula of thousands of summands.
    while (summands.size() > MOST_SUMMANDS) {
      List<Value> first = summands.subList(0, MOST_SUMMANDS);
      Value group = sum(name + ".sum", value, first);
      first.clear();
      summands.add(group);
    }
    return sum(name, value, summands);
  }

  private Value sum(String name, Value value, List<Value> summands) {
    List<Index> axes = AxisNames.of(value.shape());
    Scalar sum = Scalar.constant(0);
    for (Value summand : summands) {
      sum = Scalars.plus(sum, read(summand, axes));
    }
    return result.add(name, elementwise(axes, sum), value.origin());
  }

  /** The gradient of a requested value: zero if nothing reached it, per example if the value is. */
  private Value requested(Value value) {
    Value gradient = adjoints.get(value);
    if (gradient != null && gradient.batched() == value.batched()) {
      return gradient;
    }
    List<Index> axes = AxisNames.of(value.shape());
    Scalar element = gradient == null ? Scalar.constant(0) : read(gradient, axes);
    if (value.batched()) {
      // Reads the value for nothing but its batch axis.
      element = Scalar.apply(ScalarFunction.SELECT, Scalar.constant(1), element, read(value, axes));
    }
    return result.add(value.name() + ".grad", elementwise(axes, element), value.origin());
  }

  private static Comprehension elementwise(List<Index> axes, Scalar body) {
    return new Comprehension(axes, Reduction.NONE, List.of(), false, body);
  }
}
