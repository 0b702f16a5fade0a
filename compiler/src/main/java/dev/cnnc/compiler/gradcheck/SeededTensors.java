package dev.cnnc.compiler.gradcheck;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.random.SplitMix64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Random numbers for all that a graph is given, the same for the same seed and name: inputs in (-1,
 * 1); weights of a variance that keeps that of what they are applied to; parameters and states of
 * less than two axes, which shift and scale, in (0.5, 1.5); whole numbers of which all that are
 * read as a place are inside the tensor they are read from.
 */
final class SeededTensors {
  /** Where whole numbers choose no place: classes, say. */
  private static final int WHOLE_NUMBERS = 2;

  private final Graph graph;
  private final int batch;
  private final long seed;

  SeededTensors(Graph graph, int batch, long seed) {
    this.graph = graph;
    this.batch = batch;
    this.seed = seed;
  }

  Map<String, double[]> all() {
    Map<Value, Integer> places = places();
    Map<String, double[]> given = new HashMap<>();
    for (Node node : graph.nodes()) {
      Operation operation = node.operation();
      if (operation instanceof Operation.Input
          || operation instanceof Operation.Parameter
          || operation instanceof Operation.State) {
        Value value = node.result();
        given.put(
            value.name(),
            value.type() == ElementType.I32
                ? whole(value, places.getOrDefault(value, WHOLE_NUMBERS))
                : operation instanceof Operation.Input ? uniform(value, -1, 1) : weights(value));
      }
    }
    return given;
  }

  private double[] weights(Value value) {
    Shape shape = value.shape();
    if (shape.rank() < 2) {
      return uniform(value, 0.5, 1.5);
    }
    double inputs = (double) shape.size() / shape.extent(0);
    double bound = Math.sqrt(3 / inputs);
    return uniform(value, -bound, bound);
  }

  double[] uniform(Value value, double low, double high) {
    SplitMix64 random = SplitMix64.named(seed, value.name());
    double[] elements = new double[count(value, batch)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = low + (high - low) * random.nextDouble();
    }
    return elements;
  }

  private double[] whole(Value value, int bound) {
    SplitMix64 random = SplitMix64.named(seed, value.name());
    double[] elements = new double[count(value, batch)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextInt(bound);
    }
    return elements;
  }

  static int count(Value value, int batch) {
    return Math.toIntExact((value.batched() ? batch : 1) * value.shape().size());
  }

  /** For each input whose numbers choose a place, the smallest axis that they do it on. */
  private Map<Value, Integer> places() {
    Map<Value, Value> given = new HashMap<>();
    Map<Value, Integer> places = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Operation.Reshape reshape) {
        Value from = reshape.tensor();
        given.put(node.result(), given.getOrDefault(from, from));
      } else if (node.operation() instanceof Operation.Comprehension comprehension) {
        for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
          List<Subscript> subscripts = access.subscripts();
          for (int axis = 0; axis < subscripts.size(); axis++) {
            if (subscripts.get(axis) instanceof Subscript.Lookup lookup) {
              Value chooser = lookup.position().tensor();
              places.merge(
                  given.getOrDefault(chooser, chooser),
                  access.tensor().shape().extent(axis),
                  Math::min);
            }
          }
        }
      }
    }
    return places;
  }
}
