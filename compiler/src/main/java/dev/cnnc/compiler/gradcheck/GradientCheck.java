package dev.cnnc.compiler.gradcheck;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.gradcheck.Differences.Result;
import dev.cnnc.compiler.gradcheck.Differences.Verdict;
import dev.cnnc.compiler.gradcheck.TensorCheck.Comparison;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.runtime.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Compares the gradients that are derived of a graph, simplified as they are when it is compiled,
 * with central differences of the graph itself, in {@code double} on seeded random numbers.
 *
 * <p>For each parameter and each {@code f32} input: all elements together along random directions,
 * which finds a wrong element but does not name it, and elements drawn at random one by one, as
 * many as a fixed number of terms allows: all of a small network.
 */
public final class GradientCheck {
  private static final int BATCH = 2;
  private static final int DIRECTIONS = 2;

  /** Terms of formulas that are evaluated at most for single elements, and elements at least. */
  private static final double MOST_TERMS = 2e8;

  private static final int LEAST_ELEMENTS = 4;

  private final Graph graph;
  private final Map<String, double[]> weights = new LinkedHashMap<>();
  private final long seed;
  private final SeededTensors random;
  private final Evaluation values;

  private GradientCheck(Graph graph, List<String> outputs, long seed) {
    this.graph = graph;
    this.seed = seed;
    this.random = new SeededTensors(graph, BATCH, seed);
    this.values = GraphInterpreter.run(graph, BATCH, random.all(), seed);
    for (String name : outputs) {
      Value output = graph.outputs().get(name);
      weights.put(name, weights(output));
    }
    if (weights.values().stream().flatMapToDouble(Arrays::stream).allMatch(w -> w == 0)) {
      throw new NotFiniteException(outputs);
    }
  }

  /** Random weights; none for what is not finite, such as the maximum of nothing. */
  private double[] weights(Value output) {
    double[] elements = values.get(output);
    double[] weights = elements.length == 1 ? new double[] {1} : random.uniform(output, -1, 1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Double.isFinite(elements[i]) ? weights[i] : 0;
    }
    return weights;
  }

  /**
   * @param outputs the outputs whose weighted sum is differentiated: the loss, or all
   * @param checked is given each result as soon as it is there
   * @throws dev.cnnc.grammar.diagnostic.CompilationException if a gradient cannot be derived
   * @throws NotFiniteException if no element of the outputs is a finite number
   */
  public static List<TensorCheck> run(
      Graph graph, List<String> outputs, long seed, Consumer<TensorCheck> checked) {
    return new GradientCheck(graph, outputs, seed).run(checked);
  }

  /** The tensors by which {@link #run} checks a graph's gradients. */
  public static List<Value> tensors(Graph graph) {
    List<Value> tensors = new ArrayList<>(graph.parameters());
    graph.inputs().stream().filter(v -> v.type() == ElementType.F32).forEach(tensors::add);
    return tensors;
  }

  private List<TensorCheck> run(Consumer<TensorCheck> checked) {
    List<Value> tensors = tensors(graph);
    Map<String, double[]> gradients = gradients(tensors);
    List<TensorCheck> checks = new ArrayList<>();
    for (Value tensor : tensors) {
      TensorCheck check =
          check(tensor, gradients.get("grad." + tensor.name()), MOST_TERMS / tensors.size());
      checks.add(check);
      checked.accept(check);
    }
    return checks;
  }

  private Map<String, double[]> gradients(List<Value> tensors) {
    Map<Value, Seed> seeds = new LinkedHashMap<>();
    weights.keySet().forEach(name -> seeds.put(graph.outputs().get(name), Seed.INCOMING));
    Graph derived =
        Passes.run(
            Passes.SIMPLIFY, Differentiate.gradients(graph, seeds, tensors), (pass, after) -> {});
    Map<String, double[]> given = new HashMap<>(random.all());
    // Of two outputs that are one tensor, the first has the input.
    weights.forEach(
        (name, weight) -> {
          String first = firstName(graph.outputs().get(name));
          double[] sum = given.computeIfAbsent("grad." + first, n -> new double[weight.length]);
          Arrays.setAll(sum, i -> sum[i] + weight[i]);
        });
    return GraphInterpreter.run(derived, BATCH, given, seed).outputs();
  }

  private String firstName(Value output) {
    return graph.outputs().entrySet().stream()
        .filter(entry -> entry.getValue() == output)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private TensorCheck check(Value tensor, double[] gradient, double terms) {
    Differences differences = new Differences(graph, tensor, BATCH, values.values(), weights);
    SplitMix64 numbers = SplitMix64.named(seed, tensor.name() + " elements");
    double largest = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
    Tally tally = new Tally();
    for (int number = 1; number <= DIRECTIONS; number++) {
      double[] direction = new double[gradient.length];
      double derived = 0;
      for (int i = 0; i < direction.length; i++) {
        direction[i] = 2 * numbers.nextDouble() - 1;
        derived += direction[i] * gradient[i];
      }
      // Rounding adds up over the elements.
      double scale = largest * Math.sqrt(gradient.length);
      tally.add("direction " + number, derived, differences.compare(direction, derived, scale));
    }
    int count = (int) Math.min(gradient.length, Math.max(LEAST_ELEMENTS, terms / cost(tensor)));
    TreeSet<Integer> elements = new TreeSet<>();
    while (elements.size() < count) {
      elements.add(count == gradient.length ? elements.size() : numbers.nextInt(gradient.length));
    }
    for (int element : elements) {
      double[] direction = new double[gradient.length];
      direction[element] = 1;
      Result result = differences.compare(direction, gradient[element], largest);
      tally.add(index(tensor, element), gradient[element], result);
    }
    return new TensorCheck(
        tensor,
        gradient.length,
        count,
        DIRECTIONS,
        tally.kinks,
        tally.wrong,
        tally.largestAbsolute,
        tally.largestRelative,
        tally.worst);
  }

  /** How many terms are evaluated for one difference. */
  private double cost(Value tensor) {
    double terms = 1;
    for (Node node : DependentPart.of(graph, tensor).nodes()) {
      if (node.operation() instanceof Operation.Comprehension comprehension) {
        double each = comprehension.overBatch() ? BATCH : 1;
        for (Index index : comprehension.reduced()) {
          each *= index.extent();
        }
        terms += each * SeededTensors.count(node.result(), BATCH);
      }
    }
    return 2 * terms;
  }

  private static String index(Value tensor, int element) {
    List<Integer> index = new ArrayList<>();
    int rest = element;
    for (int axis = tensor.shape().rank() - 1; axis >= 0; axis--) {
      index.add(0, rest % tensor.shape().extent(axis));
      rest /= tensor.shape().extent(axis);
    }
    if (tensor.batched()) {
      index.add(0, rest);
    }
    return index.toString();
  }

  /** Sums up the comparisons of one tensor. */
  private static final class Tally {
    private int kinks;
    private int wrong;
    private double largestAbsolute;
    private double largestRelative;
    private double excess = -1;
    private Optional<Comparison> worst = Optional.empty();

    void add(String place, double derived, Result result) {
      if (result.verdict() == Verdict.KINK) {
        kinks++;
        return;
      }
      Comparison comparison = new Comparison(place, derived, result.measured());
      wrong += result.verdict() == Verdict.WRONG ? 1 : 0;
      largestAbsolute = Math.max(largestAbsolute, comparison.difference());
      largestRelative = Math.max(largestRelative, comparison.relative());
      if (result.excess() > excess || Double.isNaN(result.excess())) {
        excess = result.excess();
        worst = Optional.of(comparison);
      }
    }
  }
}
