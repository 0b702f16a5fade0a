package dev.cnnc.compiler.api;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Block;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Statement;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Builds a model in Java instead of in a script. It makes the same syntax tree that the parser
 * makes, so both ways lead to the same graph, the same parameter names and the same checks:
 *
 * <pre>{@code
 * ModelBuilder lenet = new ModelBuilder("LeNet");
 * Tensor image = lenet.input("image", 1, 28, 28);
 * lenet.output("logits", image
 *     .layer("conv2d", 20, named("kernel", 5)).layer("maxpool2d", 2).layer("relu")
 *     .layer("flatten").layer("linear", 10));
 * }</pre>
 *
 * Layers are those of the standard library and of the scripts given to {@link
 * dev.cnnc.compiler.Compiler}; mistakes (an unknown layer, shapes that do not fit) are reported
 * when the model is compiled, with the same messages as for scripts.
 */
public final class ModelBuilder {
  private final String name;
  // Written out by build(): by then an output has given its tensor the name the others refer to.
  private final List<Supplier<Statement>> statements = new ArrayList<>();
  private int values;

  public ModelBuilder(String name) {
    this.name = name;
  }

  /** An input of {@code f32} with this shape for one example. */
  public Tensor input(String name, int... shape) {
    return input(name, Type.Element.F32, shape);
  }

  /** An input of whole numbers (labels, tokens) with this shape for one example. */
  public Tensor integerInput(String name, int... shape) {
    return input(name, Type.Element.I32, shape);
  }

  private Tensor input(String name, Type.Element element, int... shape) {
    List<Axis> axes = new ArrayList<>();
    for (int extent : shape) {
      axes.add(new Axis.Extent(SourceSpan.NONE, Literals.expression(extent)));
    }
    Type.Tensor type = new Type.Tensor(SourceSpan.NONE, element, axes);
    statements.add(() -> new Statement.Input(SourceSpan.NONE, name(name), type));
    return new Tensor(name, Optional.empty());
  }

  /** Declares an output of the model; there may be several. */
  public ModelBuilder output(String name, Tensor tensor) {
    if (tensor.isOutput || tensor.value.isEmpty()) {
      statements.add(
          () ->
              new Statement.Output(SourceSpan.NONE, Optional.of(target(name)), tensor.reference()));
    } else {
      tensor.isOutput = true;
      tensor.name = name;
    }
    return this;
  }

  /** The model as the parser would have read it. */
  public Definition.Model build() {
    Block body = new Block(SourceSpan.NONE, statements.stream().map(Supplier::get).toList());
    return new Definition.Model(SourceSpan.NONE, name(name), List.of(), body);
  }

  /** An argument passed by name: {@code named("kernel", 5)}. */
  public static NamedArgument named(String name, Object value) {
    return new NamedArgument(name, value);
  }

  /** An argument with the name of the layer's parameter it is for. */
  public record NamedArgument(String name, Object value) {}

  /** A tensor of the model that is being built. */
  public final class Tensor {
    private final Optional<Supplier<Expression>> value;
    private String name;
    private boolean isOutput;

    private Tensor(String name, Optional<Supplier<Expression>> value) {
      this.name = name;
      this.value = value;
    }

    private Statement statement() {
      Expression written = value.orElseThrow().get();
      return isOutput
          ? new Statement.Output(SourceSpan.NONE, Optional.of(target(name)), written)
          : new Statement.Assignment(SourceSpan.NONE, target(name), written);
    }

    private Expression reference() {
      return new Expression.Reference(SourceSpan.NONE, name);
    }

    /**
     * Calls a layer on this tensor, as {@code |>} does in a script.
     *
     * @param arguments ints, doubles, booleans, strings, {@code int[]} or lists of them as tuples,
     *     further {@link Tensor}s, then {@link NamedArgument}s
     */
    public Tensor layer(String layer, Object... arguments) {
      List<Object> all = new ArrayList<>();
      all.add(this);
      all.addAll(Arrays.asList(arguments));
      all.forEach(ModelBuilder::argument); // refuses here what the language has no value for
      return define(
          () -> {
            List<Argument> written = all.stream().map(ModelBuilder::argument).toList();
            return new Expression.Call(SourceSpan.NONE, name(layer), written, Optional.empty());
          });
    }

    /**
     * The gradient of the sum of all elements of this tensor, over the batch too, with respect to
     * {@code by}, from which it must have been computed; shaped as that.
     */
    public Tensor grad(Tensor by) {
      return layer("grad", by);
    }

    public Tensor plus(Tensor other) {
      return combine(Expression.BinaryOperator.ADD, other);
    }

    public Tensor minus(Tensor other) {
      return combine(Expression.BinaryOperator.SUBTRACT, other);
    }

    public Tensor times(Tensor other) {
      return combine(Expression.BinaryOperator.MULTIPLY, other);
    }

    private Tensor combine(Expression.BinaryOperator operator, Tensor other) {
      return define(
          () -> new Expression.Binary(SourceSpan.NONE, operator, reference(), other.reference()));
    }
  }

  /**
   * Gives an expression a name of its own, so that a tensor that is used twice is computed once.
   */
  private Tensor define(Supplier<Expression> value) {
    Tensor tensor = new Tensor("value_" + ++values, Optional.of(value));
    statements.add(tensor::statement);
    return tensor;
  }

  private static Argument argument(Object argument) {
    return argument instanceof NamedArgument given
        ? new Argument(SourceSpan.NONE, Optional.of(name(given.name())), expression(given.value()))
        : new Argument(SourceSpan.NONE, Optional.empty(), expression(argument));
  }

  private static Expression expression(Object value) {
    return value instanceof Tensor tensor ? tensor.reference() : Literals.expression(value);
  }

  private static Statement.Target target(String name) {
    return new Statement.Target(SourceSpan.NONE, name(name), Optional.empty());
  }

  private static Name name(String text) {
    return new Name(SourceSpan.NONE, text);
  }
}
