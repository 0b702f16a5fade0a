package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.ForwardPass;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes activations again in the backward pass instead of keeping them since the forward pass
 * ("gradient checkpointing", Chen et al. 2016, Training Deep Nets with Sublinear Memory Cost).
 *
 * <p>Some activations are kept. Any other that the backward pass reads is computed again right
 * before it is first read there, from those that are kept, by the same operations on the same
 * values: the result is the same to the last bit, random numbers included, which follow from their
 * stream. What is the same for all examples, such as the statistics of a batch, is always kept.
 */
public final class RecomputeActivations {
  private static final String SUFFIX = ".again";

  private final Graph graph;
  private final Set<Value> forward;
  private final Set<Value> kept;
  private final Map<Value, Node> producers = new HashMap<>();
  private final Map<Value, Value> again = new HashMap<>();
  private final List<Node> result = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private RecomputeActivations(Graph graph, Set<Value> kept) {
    this.graph = graph;
    this.kept = kept;
    this.forward = ForwardPass.values(graph);
    for (Node node : graph.nodes()) {
      producers.put(node.result(), node);
      names.add(node.result().name());
    }
  }

  /**
   * The activations that the backward pass reads, in the order in which the forward pass computes
   * them: what can be kept or computed again.
   */
  public static List<Value> candidates(Graph graph) {
    Set<Value> forward = ForwardPass.values(graph);
    Set<Value> read = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (!forward.contains(node.result())) {
        read.addAll(node.operation().operands());
      }
    }
    return graph.nodes().stream()
        .filter(node -> read.contains(node.result()))
        .filter(node -> forward.contains(node.result()))
        .filter(node -> node.result().batched() && !Rewriting.isGiven(node.operation()))
        .map(Node::result)
        .toList();
  }

  /**
   * @param kept some of the {@link #candidates}
   */
  public static Graph apply(Graph graph, Set<Value> kept) {
    return new RecomputeActivations(graph, kept).run();
  }

  /** How many more terms of sums are computed for each example, as a share of all. */
  public static double extraWork(Graph original, Graph recomputing) {
    long before = work(original);
    return before == 0 ? 0 : (double) (work(recomputing) - before) / before;
  }

  private static long work(Graph graph) {
    long terms = 0;
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Operation.Comprehension comprehension
          && Costs.perExample(node.result(), comprehension)) {
        terms = Math.addExact(terms, Costs.terms(comprehension));
      }
    }
    return terms;
  }

  private Graph run() {
    for (Node node : graph.nodes()) {
      if (forward.contains(node.result())) {
        result.add(node);
      } else {
        Operation operation = Rewriting.replaceValues(node.operation(), this::available);
        result.add(new Node(node.result(), operation));
      }
    }
    return new Graph(graph.name(), result, graph.outputs(), graph.updates());
  }

  /** The value itself if it is there in the backward pass, or else its second computation. */
  private Value available(Value value) {
    Node producer = producers.get(value);
    if (!forward.contains(value)
        || !value.batched()
        || kept.contains(value)
        || Rewriting.isGiven(producer.operation())) {
      return value;
    }
    Value known = again.get(value);
    if (known == null) {
      Operation operation = Rewriting.replaceValues(producer.operation(), this::available);
      known =
          new Value(
              free(value.name()), value.type(), value.shape(), value.batched(), value.origin());
      result.add(new Node(known, operation));
      again.put(value, known);
    }
    return known;
  }

  private String free(String name) {
    String free = name + SUFFIX;
    while (!names.add(free)) {
      free += SUFFIX;
    }
    return free;
  }
}
