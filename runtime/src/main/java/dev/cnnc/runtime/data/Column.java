package dev.cnnc.runtime.data;

import dev.cnnc.runtime.prepare.Augmentation;
import dev.cnnc.runtime.prepare.Transform;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.List;

/**
 * One field of all examples of a data set, such as {@code image} or {@code label}. Examples are
 * copied out one at a time, into arrays that the reader owns; that allocates nothing, and several
 * threads may do it at once.
 */
public interface Column {
  /** How many examples there are. */
  int size();

  /** The shape of one example; labels have none: {@code []}. */
  List<Integer> shape();

  /** Whether it holds {@code int} rather than {@code float}. */
  boolean isIntegers();

  /**
   * Copies an example, row-major, to {@code target[position…]}.
   *
   * @throws IllegalStateException if the column holds integers
   */
  void read(int example, float[] target, int position);

  /**
   * As {@link #read(int, float[], int)}, for training: the example as the column's augmentations
   * change it at random, if it has some.
   *
   * @param seed of the example's random numbers: with the same seed it is the same
   */
  default void readAugmented(int example, long seed, float[] target, int position) {
    read(example, target, position);
  }

  /**
   * Copies an example of integers, row-major, to {@code target[position…]}.
   *
   * @throws IllegalStateException if the column holds floats
   */
  void read(int example, int[] target, int position);

  /** How many elements one example has. */
  default int elements() {
    int elements = 1;
    for (int extent : shape()) {
      elements = Math.multiplyExact(elements, extent);
    }
    return elements;
  }

  /** The examples along the first axis of a tensor. */
  static Column of(Tensor examples) {
    return new TensorColumn(examples);
  }

  /**
   * Numbers from 0 to 255 that are kept as bytes, a quarter of the memory, and become floats when
   * they are read.
   */
  static Column ofBytes(byte[] values, List<Integer> shape) {
    return new ByteColumn(values, shape, false);
  }

  /** As the other {@code ofBytes}, from an array for each example. */
  static Column ofBytes(List<byte[]> examples, List<Integer> shape) {
    return new ByteArraysColumn(examples, shape);
  }

  /** As {@link #ofBytes(byte[], List)}, but read as integers: labels. */
  static Column ofByteIntegers(byte[] values, List<Integer> shape) {
    return new ByteColumn(values, shape, true);
  }

  /**
   * Some of its examples.
   *
   * @param examples their numbers, in the order in which they are wanted; not copied
   */
  default Column select(int[] examples) {
    return new SelectedColumn(this, examples);
  }

  /** This column with every example changed when it is read, and in training at random as well. */
  default Column with(List<Transform> transforms, List<Augmentation> augmentations) {
    return transforms.isEmpty() && augmentations.isEmpty()
        ? this
        : new PreparedColumn(this, transforms, augmentations);
  }
}
