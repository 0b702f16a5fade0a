package dev.cnnc.runtime.prepare;

import java.util.List;

/**
 * The shape of an image.
 *
 * @param extents {@code [channels, height, width]}, or {@code [height, width]} of one channel
 */
record ImageShape(List<Integer> extents) {
  /**
   * @throws IllegalArgumentException if it is not the shape of an image
   */
  static ImageShape of(List<Integer> extents) {
    if (extents.size() != 2 && extents.size() != 3) {
      throw new IllegalArgumentException(
          "needs images, [channels, height, width] or [height, width], found shape " + extents);
    }
    return new ImageShape(List.copyOf(extents));
  }

  int channels() {
    return extents.size() == 3 ? extents.get(0) : 1;
  }

  int height() {
    return extents.get(extents.size() - 2);
  }

  int width() {
    return extents.get(extents.size() - 1);
  }

  /** The pixels of one channel. */
  int plane() {
    return height() * width();
  }

  int elements() {
    return elements(extents);
  }

  /** The shape of as many channels in another size. */
  ImageShape resized(int height, int width) {
    return new ImageShape(
        extents.size() == 3 ? List.of(channels(), height, width) : List.of(height, width));
  }

  /** How many elements a shape has, of an image or not. */
  static int elements(List<Integer> shape) {
    int elements = 1;
    for (int axis = 0; axis < shape.size(); axis++) { // an iterator would be an allocation
      elements = Math.multiplyExact(elements, shape.get(axis));
    }
    return elements;
  }
}
