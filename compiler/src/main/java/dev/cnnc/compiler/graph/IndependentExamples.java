package dev.cnnc.compiler.graph;

import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.Operation.Uniform;

/** Whether what a graph computes for an example follows from that example alone. */
public final class IndependentExamples {
  private IndependentExamples() {}

  /**
   * Whether a batch may be computed in parts: all outputs are of single examples, nothing is summed
   * over a batch, nothing depends on its size, no random number on the place in it, and no state
   * changes.
   */
  public static boolean in(Graph graph) {
    return graph.updates().isEmpty()
        && graph.outputs().values().stream().allMatch(Value::batched)
        && graph.nodes().stream().allMatch(IndependentExamples::isOfOneExample);
  }

  private static boolean isOfOneExample(Node node) {
    if (node.operation() instanceof Comprehension comprehension) {
      return !comprehension.overBatch() && !readsBatchSize(comprehension.body());
    } else if (node.operation() instanceof Scatter scatter) {
      return scatter.terms().stream().noneMatch(ScatterTerm::overBatch);
    }
    return !(node.operation() instanceof Uniform);
  }

  private static boolean readsBatchSize(Scalar body) {
    if (body instanceof Scalar.Apply apply) {
      return apply.arguments().stream().anyMatch(IndependentExamples::readsBatchSize);
    } else if (body instanceof Scalar.Access access) {
      return access.subscripts().stream()
          .anyMatch(s -> s instanceof Subscript.Lookup lookup && readsBatchSize(lookup.position()));
    }
    return body instanceof Scalar.BatchSize;
  }
}
