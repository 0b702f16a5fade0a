package dev.cnnc.compiler.interpret;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Uniform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates a graph as its definition reads: one node after the other, by plain loops, in {@code
 * double}. Everything downstream is compared with it, so it is simple first and never optimized.
 *
 * <p>What the definition leaves to be said:
 *
 * <ul>
 *   <li>A term is left out when any access in it falls outside, also one in a branch that {@code
 *       if} does not take. The value of the branch not taken does not count, so it may be NaN.
 *   <li>A subscript read from data that falls outside is an error, unless the term is left out
 *       anyway because of an affine subscript.
 *   <li>A maximum over terms of which one is NaN is NaN.
 * </ul>
 */
public final class GraphInterpreter {
  private final Graph graph;
  private final int batch;
  private final Map<String, double[]> given;
  private final UniformSource uniform;
  private final Map<String, double[]> values = new LinkedHashMap<>();

  private GraphInterpreter(
      Graph graph, int batch, Map<String, double[]> given, UniformSource uniform) {
    this.graph = graph;
    this.batch = batch;
    this.given = given;
    this.uniform = uniform;
  }

  /**
   * Evaluates every node of a graph.
   *
   * @param batch the number of examples, at least 1
   * @param given inputs, parameters and states by name: row-major, the batch axis first where a
   *     value varies over the batch. Names that the graph does not have are ignored.
   * @param uniform the random numbers
   * @throws IllegalArgumentException if something is not given, or with the wrong number of
   *     elements
   * @throws IndexOutOfBoundsException if a subscript that is read from data, or a read outside of a
   *     reduction, falls outside its tensor
   */
  public static Evaluation run(
      Graph graph, int batch, Map<String, double[]> given, UniformSource uniform) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch has at least one example, found " + batch);
    }
    return new GraphInterpreter(graph, batch, given, uniform).run();
  }

  /**
   * Evaluates every node of a graph with the random numbers of the runtime.
   *
   * @param random the step's random state
   */
  public static Evaluation run(Graph graph, int batch, Map<String, double[]> given, long random) {
    return run(graph, batch, given, (stream, element) -> Uniform.next(random, stream, element));
  }

  /**
   * Evaluates a graph that draws no random numbers.
   *
   * @throws IllegalArgumentException also if the graph does draw random numbers
   */
  public static Evaluation run(Graph graph, int batch, Map<String, double[]> given) {
    return run(
        graph,
        batch,
        given,
        (stream, element) -> {
          throw new IllegalArgumentException(
              "graph " + graph.name() + " draws random numbers, but no source of them is given");
        });
  }

  private Evaluation run() {
    for (Node node : graph.nodes()) {
      values.put(node.result().name(), evaluate(node));
    }
    return new Evaluation(graph, batch, values);
  }

  private double[] evaluate(Node node) {
    Value result = node.result();
    Operation operation = node.operation();
    if (operation instanceof Operation.Uniform u) {
      double[] numbers = new double[count(result)];
      for (int element = 0; element < numbers.length; element++) {
        numbers[element] = uniform.next(u.stream(), element);
      }
      return numbers;
    } else if (operation instanceof Operation.Constant constant) {
      return constant.values().stream().mapToDouble(Double::doubleValue).toArray();
    } else if (operation instanceof Operation.Reshape reshape) {
      return values.get(reshape.tensor().name());
    } else if (operation instanceof Operation.Comprehension comprehension) {
      return evaluate(result, comprehension);
    } else if (operation instanceof Operation.Scatter scatter) {
      return evaluate(result, scatter);
    } else if (operation instanceof Operation.Input
        || operation instanceof Operation.Parameter
        || operation instanceof Operation.State) {
      return given(result);
    }
    throw new AssertionError("an operation the interpreter does not know: " + operation);
  }

  private double[] given(Value value) {
    double[] elements = given.get(value.name());
    if (elements == null) {
      throw new IllegalArgumentException(value + " is not given");
    }
    if (elements.length != count(value)) {
      throw new IllegalArgumentException(
          value + " has " + count(value) + " elements, found " + elements.length);
    }
    return elements;
  }

  private double[] evaluate(Value result, Operation.Comprehension comprehension) {
    List<Index> indices = new ArrayList<>(comprehension.free());
    indices.addAll(comprehension.reduced());
    Terms terms = new Terms(comprehension, indices, batch, values);
    int[] at = new int[1 + indices.size()];
    double[] elements = new double[count(result)];
    int size = Math.toIntExact(result.shape().size());
    for (int element = 0; element < elements.length; element++) {
      at[0] = element / size;
      unravel(element % size, comprehension.free(), at, 1);
      elements[element] = reduce(comprehension, terms, at);
    }
    return elements;
  }

  private double[] evaluate(Value result, Operation.Scatter scatter) {
    double[] elements = new double[count(result)];
    for (ScatterTerm term : scatter.terms()) {
      double[] sum = evaluate(result, term.sum(result.shape()));
      for (int element = 0; element < elements.length; element++) {
        elements[element] += sum[element];
      }
    }
    return elements;
  }

  private double reduce(Operation.Comprehension comprehension, Terms terms, int[] at) {
    Accumulator accumulator = Accumulator.of(comprehension.reduction());
    int examples = comprehension.overBatch() ? batch : 1;
    long perExample = 1;
    for (Index index : comprehension.reduced()) {
      perExample *= index.extent();
    }
    for (long number = 0; number < examples * perExample; number++) {
      if (comprehension.overBatch()) {
        at[0] = Math.toIntExact(number / perExample);
      }
      unravel(number % perExample, comprehension.reduced(), at, 1 + comprehension.free().size());
      if (!terms.leftOut(at)) {
        accumulator.add(number, terms.evaluate(at));
      }
    }
    return accumulator.result();
  }

  /**
   * Writes the indices of the row-major element {@code number} to {@code at}, from {@code from}.
   */
  private static void unravel(long number, List<Index> indices, int[] at, int from) {
    long rest = number;
    for (int i = indices.size() - 1; i >= 0; i--) {
      int extent = indices.get(i).extent();
      at[from + i] = (int) (rest % extent);
      rest /= extent;
    }
  }

  private int count(Value value) {
    return Math.toIntExact(Math.multiplyExact(value.batched() ? batch : 1, value.shape().size()));
  }
}
