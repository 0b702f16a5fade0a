package dev.cnnc.runtime.prepare;

import java.util.List;

/** A change of images at random, done in training only. */
public interface Augmentation {
  /**
   * What it does to images of a shape.
   *
   * @param black for each channel, the value of what lies outside of the image
   * @throws IllegalArgumentException if it does not suit them
   */
  RandomChange on(List<Integer> shape, float[] black);

  /**
   * A window of the image at a random place, each equally likely, after {@code padding} black
   * pixels were put around it. Where it is not training, the window in the middle.
   *
   * @throws IllegalArgumentException if an extent is below 1 or the padding negative
   */
  static Augmentation randomCrop(int height, int width, int padding) {
    if (height < 1 || width < 1 || padding < 0) {
      throw new IllegalArgumentException(
          "random_crop needs a size of at least 1 and a padding of at least 0, found "
              + (height == width ? "" + height : "(" + height + ", " + width + ")")
              + " and "
              + padding);
    }
    return (shape, black) -> new RandomCrop(ImageShape.of(shape), black, height, width, padding);
  }

  /**
   * The image's mirror image, left and right exchanged.
   *
   * @param p with this probability; otherwise the image stays
   * @throws IllegalArgumentException if that is none
   */
  static Augmentation randomFlip(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("random_flip needs p from 0 to 1, found " + p);
    }
    return (shape, black) -> new RandomFlip(ImageShape.of(shape), p);
  }

  /**
   * The image moved by whole pixels, each distance equally likely; what comes in is black.
   *
   * @param distance how far at most, up, down, left and right: a whole number of pixels, or, below
   *     1, a share of the height and of the width, rounded down
   * @throws IllegalArgumentException if it is negative, or 1 or more and not whole
   */
  static Augmentation randomShift(double distance) {
    if (!(distance >= 0) || distance > Integer.MAX_VALUE || distance >= 1 && distance % 1 != 0) {
      throw new IllegalArgumentException(
          "random_shift needs a whole number of pixels or a share below 1, found " + distance);
    }
    return (shape, black) -> new RandomShift(ImageShape.of(shape), black, distance);
  }

  /**
   * The image turned around its centre, bilinear; what comes in is black.
   *
   * @param degrees how far at most, clockwise or counterclockwise, each angle equally likely
   * @throws IllegalArgumentException if that is not from 0 to 180
   */
  static Augmentation randomRotate(double degrees) {
    if (!(degrees >= 0 && degrees <= 180)) {
      throw new IllegalArgumentException(
          "random_rotate needs degrees from 0 to 180, found " + degrees);
    }
    return (shape, black) -> new RandomRotate(ImageShape.of(shape), black, degrees);
  }

  /**
   * A black square whose centre is a random pixel, each equally likely; what would lie outside of
   * the image is cut off (DeVries and Taylor, "Improved regularization of convolutional neural
   * networks with cutout", 2017).
   *
   * @throws IllegalArgumentException if the size is below 1
   */
  static Augmentation cutout(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("cutout needs a size of at least 1, found " + size);
    }
    return (shape, black) -> new Cutout(ImageShape.of(shape), black, size);
  }
}
