package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.ForwardPass;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses activations to keep, between which {@link RecomputeActivations} computes the others
 * again.
 *
 * <p>The forward pass is cut where a single value leads from what is before to what is after, as
 * between two residual blocks: with it kept, what is after can be computed again without what is
 * before. What is after the last cut is all kept, since the backward pass begins with it.
 */
public final class ChooseCheckpoints {
  private final List<Node> nodes = new ArrayList<>();
  private final Set<Value> read;
  private final Map<Value, Integer> lastReads = new HashMap<>();

  private ChooseCheckpoints(Graph graph) {
    read = new HashSet<>(RecomputeActivations.candidates(graph));
    Set<Value> forward = ForwardPass.values(graph);
    for (Node node : graph.nodes()) {
      if (forward.contains(node.result())
          && node.result().batched()
          && !Rewriting.isGiven(node.operation())) {
        for (Value operand : node.operation().operands()) {
          lastReads.put(operand, nodes.size());
        }
        nodes.add(node);
      }
    }
  }

  /**
   * @param spacing how many numbers of an example the activations between two cuts have at least
   * @param reductions whether to keep the results of all reductions too, so that only what is cheap
   *     is computed again
   */
  public static Set<Value> choose(Graph graph, long spacing, boolean reductions) {
    return new ChooseCheckpoints(graph).choose(spacing, reductions);
  }

  private Set<Value> choose(long spacing, boolean reductions) {
    Set<Value> kept = new HashSet<>();
    Set<Value> crossing = new HashSet<>();
    List<Value> since = new ArrayList<>();
    long size = 0;
    for (int place = 0; place < nodes.size(); place++) {
      Node node = nodes.get(place);
      Value value = node.result();
      int here = place;
      crossing.add(value);
      crossing.removeIf(v -> lastReads.getOrDefault(v, -1) <= here);
      if (reductions && isReduction(node)) {
        kept.add(value);
      } else if (read.contains(value)) {
        since.add(value);
        size += value.shape().size();
      }
      if (size > spacing && crossing.size() == 1) {
        kept.addAll(crossing);
        since.clear();
        size = 0;
      }
    }
    kept.addAll(since);
    return kept;
  }

  private static boolean isReduction(Node node) {
    return node.operation() instanceof Comprehension comprehension
        && comprehension.reduction() != Reduction.NONE;
  }
}
