package dev.cnnc.compiler.graph;

import java.util.Objects;

/**
 * A tensor in a graph. Its name is unique in the graph; two values are the same only if they are
 * the same object.
 *
 * <p>Shape, element type and whether it varies over the batch belong to the value, not to the
 * operation that computes it, so that a reader never has to infer them.
 */
public final class Value {
  private final String name;
  private final ElementType type;
  private final Shape shape;
  private final boolean batched;
  private final Origin origin;

  public Value(String name, ElementType type, Shape shape, boolean batched, Origin origin) {
    this.name = Objects.requireNonNull(name);
    this.type = Objects.requireNonNull(type);
    this.shape = Objects.requireNonNull(shape);
    this.batched = batched;
    this.origin = Objects.requireNonNull(origin);
  }

  /**
   * E.g. {@code conv2d_1.z}; for parameters and states the key in weight files, {@code
   * conv2d_1.weight}.
   */
  public String name() {
    return name;
  }

  public ElementType type() {
    return type;
  }

  /** The shape of one example. */
  public Shape shape() {
    return shape;
  }

  /** Whether there is one such tensor per example of the batch. */
  public boolean batched() {
    return batched;
  }

  public Origin origin() {
    return origin;
  }

  /** {@code conv2d_1.z: f32[batch, 20, 24, 24]} */
  @Override
  public String toString() {
    String axes = shape.toString().substring(1);
    String batch = !batched ? "" : shape.rank() == 0 ? "batch" : "batch, ";
    return Notation.name(name) + ": " + GraphPrinter.print(type) + "[" + batch + axes;
  }
}
