package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A layer of the library on random tensors – labels are 0 or 1 –, evaluated by the graph
 * interpreter.
 */
final class LayerRun {
  private final Graph graph;
  private final int batch;
  private final Map<String, double[]> given = new LinkedHashMap<>();
  private final Evaluation evaluation;

  /**
   * @param arguments name, value, name, value, …; values are numbers, truths, strings, int[] or
   *     double[]
   */
  LayerRun(
      String layer,
      int batch,
      boolean training,
      long seed,
      List<Shape> shapes,
      Object... arguments) {
    this.batch = batch;
    Elaborator elaborator = Scripts.elaborator("");
    this.graph =
        GraphVerifier.verified(
            elaborator.layer(layer, shapes, constants(arguments), training), layer);
    for (Node node : graph.nodes()) {
      Value value = node.result();
      if (node.operation().operands().isEmpty()
          && !(node.operation() instanceof Operation.Comprehension)) {
        Random random = new Random(seed + 31 * value.name().hashCode());
        int size = (int) value.shape().size() * (value.batched() ? batch : 1);
        given.put(
            value.name(),
            value.type() == ElementType.F32
                ? random.doubles(size, -2, 2).toArray()
                : random.ints(size, 0, 2).asDoubleStream().toArray());
      }
    }
    this.evaluation = GraphInterpreter.run(graph, batch, given, 17L);
  }

  static Map<String, Constant> constants(Object... arguments) {
    Map<String, Constant> constants = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      constants.put((String) arguments[i], constant(arguments[i + 1]));
    }
    return constants;
  }

  private static Constant constant(Object value) {
    if (value instanceof Number number) {
      return Constant.of(number.doubleValue());
    }
    if (value instanceof Boolean truth) {
      return Constant.of(truth);
    }
    if (value instanceof int[] tuple) {
      return new Constant.Tuple(Arrays.stream(tuple).mapToObj(i -> Constant.of(i)).toList());
    }
    if (value instanceof double[] tuple) {
      return new Constant.Tuple(Arrays.stream(tuple).mapToObj(Constant::of).toList());
    }
    return Constant.of((String) value);
  }

  /** All that was given: inputs, parameters, states. */
  Map<String, double[]> given() {
    return given;
  }

  Graph graph() {
    return graph;
  }

  double[] given(String name) {
    return given.get(name);
  }

  /** The layer's only output. */
  double[] output() {
    return evaluation.get(result());
  }

  Value result() {
    return graph.outputs().values().iterator().next();
  }

  Shape shape() {
    return result().shape();
  }

  Map<String, double[]> updates() {
    return evaluation.updates();
  }

  int batch() {
    return batch;
  }
}
