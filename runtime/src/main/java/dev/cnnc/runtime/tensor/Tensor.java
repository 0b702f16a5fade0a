package dev.cnnc.runtime.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Numbers with a shape, on the heap: {@code float} (f32) or {@code int} (i32), row-major (the last
 * axis fastest). Where there is a batch axis it is the first. The shape never changes; the numbers
 * may, through the array that {@link #floats()} or {@link #integers()} returns.
 *
 * <pre>{@code
 * Tensor image = Tensor.of(pixels, 1, 1, 28, 28);      // a batch of one image with one channel
 * float first = image.get(0, 0, 0, 0);
 * }</pre>
 */
public final class Tensor {
  private final int[] shape;
  private final float[] floats;
  private final int[] integers;

  private Tensor(int[] shape, float[] floats, int[] integers) {
    this.shape = shape;
    this.floats = floats;
    this.integers = integers;
  }

  /**
   * A tensor over {@code values}, which is used as it is, without a copy.
   *
   * @throws IllegalArgumentException if the shape does not have as many elements as there are
   *     values
   */
  public static Tensor of(float[] values, int... shape) {
    requireSize(values.length, shape);
    return new Tensor(shape.clone(), values, null);
  }

  /** As {@link #of(float[], int...)}, of whole numbers: labels, tokens. */
  public static Tensor ofIntegers(int[] values, int... shape) {
    requireSize(values.length, shape);
    return new Tensor(shape.clone(), null, values);
  }

  /** A tensor without axes. */
  public static Tensor scalar(float value) {
    return of(new float[] {value});
  }

  /** An f32 tensor of zeros. */
  public static Tensor zeros(int... shape) {
    return of(new float[elements(shape)], shape);
  }

  /** An i32 tensor of zeros. */
  public static Tensor zeroIntegers(int... shape) {
    return ofIntegers(new int[elements(shape)], shape);
  }

  /**
   * How many elements a shape has: the product of its extents, 1 for a scalar.
   *
   * @throws IllegalArgumentException if an extent is negative or there are more than an array holds
   */
  public static int elements(int... shape) {
    long elements = 1;
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "a tensor of shape " + Arrays.toString(shape) + " has a negative extent");
      }
      elements = elements > Integer.MAX_VALUE ? elements : elements * extent;
    }
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a tensor of shape "
              + Arrays.toString(shape)
              + " has more elements than an array can hold (2147483647)");
    }
    return (int) elements;
  }

  private static void requireSize(int values, int[] shape) {
    int elements = elements(shape);
    if (values != elements) {
      throw new IllegalArgumentException(
          "a tensor of shape "
              + Arrays.toString(shape)
              + " needs "
              + elements
              + " values, found "
              + values);
    }
  }

  /** Whether it holds {@code int} (i32) rather than {@code float} (f32). */
  public boolean isIntegers() {
    return integers != null;
  }

  /** The extents of all axes, the batch axis included. */
  public List<Integer> shape() {
    return Arrays.stream(shape).boxed().toList();
  }

  public int rank() {
    return shape.length;
  }

  /** The extent of an axis, counted from 0. */
  public int extent(int axis) {
    return shape[axis];
  }

  /** How many elements it has. */
  public int size() {
    return isIntegers() ? integers.length : floats.length;
  }

  /**
   * Its numbers, row-major; not a copy.
   *
   * @throws IllegalStateException if it holds integers
   */
  public float[] floats() {
    if (isIntegers()) {
      throw new IllegalStateException("a tensor " + this + " has no floats, use integers()");
    }
    return floats;
  }

  /**
   * Its numbers, row-major; not a copy.
   *
   * @throws IllegalStateException if it holds floats
   */
  public int[] integers() {
    if (!isIntegers()) {
      throw new IllegalStateException("a tensor " + this + " has no integers, use floats()");
    }
    return integers;
  }

  /** One element of an f32 tensor. */
  public float get(int... indices) {
    return floats()[position(indices)];
  }

  /** One element of an i32 tensor. */
  public int getInteger(int... indices) {
    return integers()[position(indices)];
  }

  /** Writes one element of an f32 tensor. */
  public void set(float value, int... indices) {
    floats()[position(indices)] = value;
  }

  private int position(int[] indices) {
    if (indices.length != shape.length) {
      throw new IndexOutOfBoundsException(
          "a tensor " + this + " needs " + shape.length + " indices, found " + indices.length);
    }
    int position = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      if (indices[axis] < 0 || indices[axis] >= shape[axis]) {
        throw new IndexOutOfBoundsException(
            "index " + Arrays.toString(indices) + " is outside of a tensor " + this);
      }
      position = position * shape[axis] + indices[axis];
    }
    return position;
  }

  /** The same numbers (the same array) under another shape with as many elements. */
  public Tensor reshape(int... newShape) {
    return isIntegers() ? ofIntegers(integers, newShape) : of(floats, newShape);
  }

  /** A copy of one example: the first axis is removed. */
  public Tensor example(int number) {
    if (shape.length == 0 || number < 0 || number >= shape[0]) {
      throw new IndexOutOfBoundsException("a tensor " + this + " has no example " + number);
    }
    int[] rest = Arrays.copyOfRange(shape, 1, shape.length);
    int length = elements(rest);
    int from = number * length;
    return isIntegers()
        ? ofIntegers(Arrays.copyOfRange(integers, from, from + length), rest)
        : of(Arrays.copyOfRange(floats, from, from + length), rest);
  }

  /**
   * A batch: examples of one shape and type along a new first axis.
   *
   * @throws IllegalArgumentException if there are none, or they differ in shape or type
   */
  public static Tensor stack(List<Tensor> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("a batch needs at least one example");
    }
    Tensor first = examples.get(0);
    int[] shape = new int[first.shape.length + 1];
    shape[0] = examples.size();
    System.arraycopy(first.shape, 0, shape, 1, first.shape.length);
    Tensor batch = first.isIntegers() ? zeroIntegers(shape) : zeros(shape);
    int position = 0;
    for (Tensor example : examples) {
      if (!Arrays.equals(example.shape, first.shape)
          || example.isIntegers() != first.isIntegers()) {
        throw new IllegalArgumentException(
            "the examples of a batch need one type, found " + first + " and " + example);
      }
      System.arraycopy(example.storage(), 0, batch.storage(), position, first.size());
      position += first.size();
    }
    return batch;
  }

  private Object storage() {
    return isIntegers() ? integers : floats;
  }

  /** Type and shape, as the language writes them: {@code f32[64, 10]}. */
  @Override
  public String toString() {
    return Arrays.stream(shape)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", isIntegers() ? "i32[" : "f32[", "]"));
  }
}
