package dev.cnnc.compiler.derive;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.optimize.Passes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The formulas of a layer and of its gradients, in the language's own notation.
 *
 * <pre>
 * y[k, i, j] = sum[c, u, v] weight[k, c, u, v] * x[c, i + u, j + v] + bias[k]
 *
 * // ∂L/∂weight
 * dweight[k, c, u, v] = sum[batch, i, j] dy[k, i, j] * x[c, i + u, j + v]
 * </pre>
 *
 * <p>Each line can stand in a layer's body: {@code dy} is the gradient that comes in, {@code dx}
 * what goes out to {@code x}.
 */
public final class Derivation {
  private final Graph layer;
  private final Graph derived;
  private final Value result;
  private final Identifiers identifiers = new Identifiers();
  private final Map<Value, Operation> operations = new LinkedHashMap<>();
  private final Map<Value, Comprehension> inlined = new HashMap<>();
  private final Set<Value> written = new HashSet<>();
  private final StringBuilder text = new StringBuilder();

  private Derivation(Graph layer) {
    this.layer = layer;
    String output = layer.outputs().keySet().iterator().next();
    Graph gradients =
        Differentiate.gradients(
            layer, Map.of(layer.outputs().get(output), Seed.INCOMING), differentiated(layer));
    this.derived = Passes.run(Passes.SIMPLIFY, gradients, (pass, after) -> {});
    this.result = derived.outputs().get(output);
    derived.nodes().forEach(node -> operations.put(node.result(), node.operation()));
  }

  /**
   * The text for a layer: its formulas, then for each parameter and each {@code f32} input those of
   * the gradient.
   *
   * @param layer a graph whose first output is the layer's result
   * @throws dev.cnnc.grammar.diagnostic.CompilationException if a gradient cannot be derived
   */
  public static String text(Graph layer) {
    return new Derivation(layer).write();
  }

  private static List<Value> differentiated(Graph layer) {
    List<Value> values = new ArrayList<>(layer.parameters());
    values.addAll(layer.inputs());
    values.removeIf(value -> value.type() != ElementType.F32);
    return values;
  }

  private String write() {
    findInlined();
    String name = nameValues();
    header(name);
    require(result);
    alias(result, name);
    for (Value value : differentiated(layer)) {
      text.append("\n// ∂L/∂").append(identifiers.of(value)).append('\n');
      require(gradient(value));
      alias(gradient(value), "d" + identifiers.of(value));
    }
    return text.toString();
  }

  private Value gradient(Value value) {
    return derived.outputs().get("grad." + value.name());
  }

  /** A value that is read once, outside of any reduction, stands there as its formula. */
  private void findInlined() {
    Map<Value, Integer> reads = new HashMap<>();
    Set<Value> kept = new HashSet<>(derived.outputs().values());
    for (Node node : derived.nodes()) {
      if (!(node.operation() instanceof Comprehension reader)) {
        kept.addAll(node.operation().operands());
        continue;
      }
      for (Scalar.Access access : Comprehensions.accesses(reader.body())) {
        reads.merge(access.tensor(), 1, Integer::sum);
        boolean positions =
            access.subscripts().stream().allMatch(Subscript.Position.class::isInstance);
        if (reader.reduction() != Reduction.NONE || !positions) {
          kept.add(access.tensor());
        }
      }
    }
    operations.forEach(
        (value, operation) -> {
          if (operation instanceof Comprehension comprehension
              && !comprehension.overBatch()
              && !kept.contains(value)
              && reads.getOrDefault(value, 0) == 1) {
            inlined.put(value, comprehension);
          }
        });
  }

  /**
   * What is given keeps its name; the result is {@code y}, as in textbooks, if that is free.
   *
   * @return the result's name
   */
  private String nameValues() {
    differentiated(layer).forEach(identifiers::of);
    layer.states().forEach(identifiers::of);
    String written = Identifiers.identifier(layer.outputs().keySet().iterator().next());
    String name = identifiers.isTaken("y") ? written : "y";
    if (!identifiers.isNamed(result)) {
      identifiers.name(result, name);
    }
    for (Value input : derived.inputs()) {
      if (!layer.inputs().contains(input)) {
        identifiers.name(input, "d" + name);
      }
    }
    for (Value value : differentiated(layer)) {
      if (!identifiers.isNamed(gradient(value))) {
        identifiers.name(gradient(value), "d" + identifiers.of(value));
      }
    }
    return name;
  }

  private void header(String name) {
    List<Value> given = new ArrayList<>(layer.inputs());
    given.addAll(layer.parameters());
    given.addAll(layer.states());
    String from =
        given.stream()
            .map(value -> typed(identifiers.of(value), value))
            .collect(Collectors.joining(", "));
    text.append("// ").append(layer.name()).append(": ").append(from);
    text.append(" -> ").append(typed(name, result)).append('\n');
  }

  private static String typed(String name, Value value) {
    return name + " " + (value.type() == ElementType.F32 ? "f32" : "i32") + value.shape();
  }

  /** Writes a value's formula, after those of what it needs. */
  private void require(Value value) {
    if (!written.add(value)) {
      return;
    }
    Operation operation = operations.get(value);
    operation.operands().forEach(this::require);
    if (inlined.containsKey(value)) {
      return;
    }
    if (operation instanceof Comprehension comprehension) {
      line(FormulaText.of(value, comprehension, identifiers, inlined));
    } else if (operation instanceof Operation.Reshape reshape) {
      String shape = value.shape().toString().replace('[', '(').replace(']', ')');
      line(
          identifiers.of(value)
              + " = reshape("
              + identifiers.of(reshape.tensor())
              + ", "
              + shape
              + ")");
    } else if (operation instanceof Operation.Constant constant) {
      line(identifiers.of(value) + " = " + FormulaText.tuple(constant.values()));
    } else if (operation instanceof Operation.Uniform) {
      Optional<Value> like =
          layer.inputs().stream()
              .filter(input -> value.batched() && input.type() == ElementType.F32)
              .findFirst();
      line(FormulaText.uniform(value, like, identifiers));
    }
  }

  /** Where two gradients are one value, or a gradient is what comes in, the second name is said. */
  private void alias(Value gradient, String name) {
    if (!identifiers.of(gradient).equals(name)) {
      line(name + " = " + identifiers.of(gradient));
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
