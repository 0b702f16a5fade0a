package dev.cnnc.compiler.command;

import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One run of a network on tensors by name.
 *
 * @param source where the tensors come from, for messages
 */
record SingleRun(Network network, Pass pass, String source) {
  private static final String GRADIENT = Network.GRADIENT_PREFIX;

  /**
   * @param gradients whether gradients are among the results
   * @param states whether states are
   * @throws CommandFailure if a tensor does not suit or is missing
   */
  Map<String, Tensor> results(
      Map<String, Tensor> given, long random, boolean gradients, boolean states) {
    Execution execution = network.execution(pass);
    Map<String, Variable> variables = new LinkedHashMap<>();
    network.parameters().forEach(variable -> variables.put(variable.name(), variable));
    network.states().forEach(variable -> variables.put(variable.name(), variable));
    warnOfIgnored(given.keySet(), execution, variables.keySet());
    variables.forEach(
        (name, variable) -> {
          if (given.containsKey(name)) {
            variable.set(suited(name, given.get(name), variable.shape(), variable.isIntegers()));
          }
        });

    int batch = batch(given, execution);
    execution.begin(batch);
    for (String input : execution.inputs()) {
      execution.write(input, input(input, given, execution.input(input), batch));
    }
    execution.run(random);

    Map<String, Tensor> results = new LinkedHashMap<>();
    for (String output : execution.program().outputs().keySet()) {
      if (gradients || !output.startsWith(GRADIENT)) {
        results.put(output, execution.read(output));
      }
    }
    if (gradients) {
      for (Variable parameter : network.parameters()) {
        results.computeIfAbsent(
            GRADIENT + parameter.name(), name -> network.gradient(parameter.name()).value());
      }
    }
    if (states) {
      network.states().forEach(state -> results.put(state.name(), state.value()));
    }
    return results;
  }

  /** Files often hold more than is asked for, but a name that is misspelt must not go unseen. */
  private void warnOfIgnored(Set<String> given, Execution execution, Set<String> variables) {
    Set<String> known = new TreeSet<>(variables);
    known.addAll(execution.inputs());
    Set<String> outputs = execution.program().outputs().keySet();
    for (String name : new TreeSet<>(given)) {
      if (known.contains(name)) {
        continue;
      }
      String hint =
          name.startsWith(GRADIENT) && outputs.contains(name.substring(GRADIENT.length()))
              ? ": it needs --gradients"
              : NearestName.suggest(name, known)
                  .map(near -> ": the model has none of that name; did you mean '" + near + "'?")
                  .orElse(": the model has none of that name");
      System.err.println("cnnc: " + source + ": ignored '" + name + "'" + hint);
    }
  }

  /** As many examples as the first batched input has. */
  private int batch(Map<String, Tensor> given, Execution execution) {
    for (String input : execution.inputs()) {
      Tensor tensor = given.get(input);
      if (tensor != null && execution.input(input).batched() && tensor.rank() > 0) {
        return Math.max(1, tensor.extent(0));
      }
    }
    return 1;
  }

  private Tensor input(String name, Map<String, Tensor> given, Buffer buffer, int batch) {
    List<Integer> shape =
        Stream.concat(
                buffer.batched() ? Stream.of(batch) : Stream.empty(),
                buffer.layout().shape().stream())
            .toList();
    Tensor tensor = given.get(name);
    if (tensor != null) {
      return suited(name, tensor, shape, buffer.integers());
    }
    if (!name.startsWith(GRADIENT)) {
      throw new CommandFailure(
          source + ": the input '" + name + "' is missing: " + type(shape, buffer.integers()));
    }
    Tensor ones = Tensor.zeros(extents(shape));
    Arrays.fill(ones.floats(), 1);
    return ones;
  }

  /** Whole numbers may be written as floats, and the other way round. */
  private Tensor suited(String name, Tensor tensor, List<Integer> shape, boolean integers) {
    if (!tensor.shape().equals(shape)) {
      throw new CommandFailure(
          source + ": '" + name + "' must be " + type(shape, integers) + ", found " + tensor);
    }
    if (tensor.isIntegers() == integers) {
      return tensor;
    }
    if (!integers) {
      float[] values = new float[tensor.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.integers()[i];
      }
      return Tensor.of(values, extents(shape));
    }
    int[] values = new int[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) tensor.floats()[i];
      if (values[i] != tensor.floats()[i]) {
        throw new CommandFailure(
            source + ": '" + name + "' must be whole numbers, found " + tensor.floats()[i]);
      }
    }
    return Tensor.ofIntegers(values, extents(shape));
  }

  private static String type(List<Integer> shape, boolean integers) {
    return (integers ? "i32" : "f32") + shape;
  }

  private static int[] extents(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }
}
