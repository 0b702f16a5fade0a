package dev.cnnc.compiler.testing;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random contents for whatever a graph is given. */
public final class RandomTensors {
  private RandomTensors() {}

  /**
   * Contents for every input, parameter and state, row-major, the batch axis first: for {@code f32}
   * numbers in {@code [-1, 1)} that a {@code float} holds exactly, for {@code i32} positions that
   * fit wherever they are used as a subscript.
   */
  public static Map<String, double[]> given(Graph graph, int batch, Random random) {
    Map<Value, Integer> bounds = lookupBounds(graph);
    Map<String, double[]> given = new LinkedHashMap<>();
    for (List<Value> values : List.of(graph.inputs(), graph.parameters(), graph.states())) {
      for (Value value : values) {
        int size = Math.toIntExact(value.shape().size() * (value.batched() ? batch : 1));
        double[] elements = new double[size];
        for (int i = 0; i < size; i++) {
          elements[i] =
              value.type() == ElementType.I32
                  ? random.nextInt(bounds.getOrDefault(value, 3))
                  : (float) (2 * random.nextDouble() - 1);
        }
        given.put(value.name(), elements);
      }
    }
    return given;
  }

  private static Map<Value, Integer> lookupBounds(Graph graph) {
    Map<Value, Integer> bounds = new HashMap<>();
    for (Node node : graph.nodes(Operation.Comprehension.class)) {
      Operation.Comprehension comprehension = (Operation.Comprehension) node.operation();
      Comprehensions.forEachAccess(
          comprehension.body(),
          access -> {
            for (int axis = 0; axis < access.subscripts().size(); axis++) {
              if (access.subscripts().get(axis) instanceof Subscript.Lookup lookup) {
                int extent = access.tensor().shape().extent(axis);
                bounds.merge(lookup.position().tensor(), extent, Math::min);
              }
            }
          });
    }
    return bounds;
  }
}
