package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * The most numbers of one example that are needed at the same time if the nodes of a graph run in
 * their order: what the arrays of a program come to, but for borders, padding, and fused kernels.
 */
public final class LivePeak {
  private LivePeak() {}

  public static long of(Graph graph) {
    Map<Value, Integer> lastUses = new HashMap<>();
    for (int place = 0; place < graph.nodes().size(); place++) {
      lastUses.put(graph.nodes().get(place).result(), place);
      for (Value operand : graph.nodes().get(place).operation().operands()) {
        lastUses.put(operand, place);
      }
    }
    graph.outputs().values().forEach(output -> lastUses.put(output, graph.nodes().size()));
    long[] freed = new long[graph.nodes().size() + 1];
    long live = 0;
    long peak = 0;
    for (int place = 0; place < graph.nodes().size(); place++) {
      Node node = graph.nodes().get(place);
      if (node.result().batched() && !Rewriting.isGiven(node.operation())) {
        live += node.result().shape().size();
        freed[lastUses.get(node.result())] += node.result().shape().size();
      }
      peak = Math.max(peak, live);
      live -= freed[place];
    }
    return peak;
  }
}
