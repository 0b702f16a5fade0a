package dev.cnnc.compiler.interpret;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All values of one run of a graph: row-major, the batch axis first where a value varies over the
 * batch. Arrays are the interpreter's own, not copies.
 */
public final class Evaluation {
  private final Graph graph;
  private final int batch;
  private final Map<String, double[]> values;

  Evaluation(Graph graph, int batch, Map<String, double[]> values) {
    this.graph = graph;
    this.batch = batch;
    this.values = Collections.unmodifiableMap(values);
  }

  public int batch() {
    return batch;
  }

  /** Every value of the graph, by its name, in the order of the graph. */
  public Map<String, double[]> values() {
    return values;
  }

  public double[] get(Value value) {
    return get(value.name());
  }

  /**
   * @throws IllegalArgumentException if the graph has no value of this name
   */
  public double[] get(String value) {
    double[] elements = values.get(value);
    if (elements == null) {
      throw new IllegalArgumentException("graph " + graph.name() + " has no value " + value);
    }
    return elements;
  }

  /**
   * @param output a name of {@link Graph#outputs}
   */
  public double[] output(String output) {
    Value value = graph.outputs().get(output);
    if (value == null) {
      throw new IllegalArgumentException("graph " + graph.name() + " has no output " + output);
    }
    return get(value);
  }

  /** The outputs, by the names of {@link Graph#outputs}. */
  public Map<String, double[]> outputs() {
    Map<String, double[]> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, value) -> outputs.put(name, get(value)));
    return outputs;
  }

  /** What a step writes, by the name of the state or parameter that it is written to. */
  public Map<String, double[]> updates() {
    Map<String, double[]> updates = new LinkedHashMap<>();
    graph.updates().forEach((target, value) -> updates.put(target.name(), get(value)));
    return updates;
  }
}
