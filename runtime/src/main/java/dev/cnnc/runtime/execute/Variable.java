package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Initializer;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.RowList;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An array that outlives a step and that the programs of a network share: a parameter, a state or a
 * gradient.
 */
public final class Variable {
  private final Buffer buffer;
  private final LayoutCopy copy;
  private float[] floats;
  private final int[] integers;
  private final Runnable changed;

  /** The list of its rows that are not zero, if there is one to keep. */
  private Optional<Variable> rows = Optional.empty();

  /**
   * @param changed is told when its numbers are written
   */
  Variable(Buffer buffer, Runnable changed) {
    this.buffer = buffer;
    this.changed = changed;
    copy = new LayoutCopy(buffer.layout());
    floats = buffer.integers() ? null : Allocation.floats(buffer, 1);
    integers = buffer.integers() ? Allocation.integers(buffer, 1) : null;
  }

  public String name() {
    return buffer.name();
  }

  public Role role() {
    return buffer.role();
  }

  public List<Integer> shape() {
    return buffer.layout().shape();
  }

  /** Whether it holds {@code int} rather than {@code float}. */
  public boolean isIntegers() {
    return buffer.integers();
  }

  /** How it gets its first values; without one they are zeros. */
  public Optional<Initializer> initializer() {
    return buffer.initializer();
  }

  /** How many elements it has. */
  public int size() {
    return copy.elements();
  }

  /** A row-major copy of its numbers. */
  public Tensor value() {
    int[] shape = shape().stream().mapToInt(Integer::intValue).toArray();
    Tensor value = buffer.integers() ? Tensor.zeroIntegers(shape) : Tensor.zeros(shape);
    if (buffer.integers()) {
      copy.gather(integers, value.integers(), 1);
    } else {
      copy.gather(floats, value.floats(), 1);
    }
    return value;
  }

  /**
   * Writes all of its numbers.
   *
   * @throws IllegalArgumentException if shape or type differ
   */
  public void set(Tensor value) {
    if (!value.shape().equals(shape()) || value.isIntegers() != buffer.integers()) {
      throw new IllegalArgumentException(
          "'"
              + name()
              + "' is "
              + (buffer.integers() ? "i32" : "f32")
              + shape()
              + ", found "
              + value);
    }
    if (buffer.integers()) {
      copy.scatter(value.integers(), integers, 1);
      changed.run();
    } else {
      write(value.floats());
    }
  }

  /** Copies its numbers, row-major, into an array; allocates nothing. */
  public void read(float[] target) {
    copy.gather(floats(), target, 1);
  }

  /** Writes its numbers from a row-major array; allocates nothing. */
  public void write(float[] source) {
    if (rows.isPresent()) {
      Arrays.fill(floats(), 0); // what fills up vectors is no reason to list a row
    }
    copy.scatter(source, floats(), 1);
    changed.run();
    rows.ifPresent(list -> RowList.refresh(list.integers, floats, buffer.layout()));
  }

  void listRowsIn(Variable list) {
    rows = Optional.of(list);
  }

  float[] floats() {
    if (buffer.integers()) {
      throw new IllegalStateException("'" + name() + "' holds integers");
    }
    return floats;
  }

  /** The array that kernels see, until the next {@link #replace}; null unless it holds floats. */
  float[] floatArray() {
    return floats;
  }

  /** Gives it another array of the same length, with values in the same layout. */
  void replace(float[] array) {
    floats = array;
  }

  /** The array that kernels see; null unless it holds integers. */
  int[] integerArray() {
    return integers;
  }
}
