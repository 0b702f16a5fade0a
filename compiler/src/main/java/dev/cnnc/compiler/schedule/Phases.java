package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.ForwardPass;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.PreparedValues;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Phase;
import java.util.Set;

/**
 * Which part of a run computes a value.
 *
 * @param prepared what is computed once for given parameters, and these
 * @param forward what the forward pass computes, and what it needs
 */
record Phases(Set<Value> prepared, Set<Value> forward) {
  static Phases of(Graph graph) {
    return new Phases(PreparedValues.of(graph), ForwardPass.values(graph));
  }

  Phase of(Value value) {
    if (prepared.contains(value)) {
      return Phase.PREPARE;
    }
    return forward.contains(value) ? Phase.FORWARD : Phase.BACKWARD;
  }

  /** The phase of a copy of a value that is made for a step of another phase. */
  Phase ofCopy(Value value, Phase reader) {
    return prepared.contains(value) ? Phase.PREPARE : reader;
  }
}
