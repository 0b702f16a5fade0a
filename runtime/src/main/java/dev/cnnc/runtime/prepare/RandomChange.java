package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.List;

/** An augmentation of images of one shape. May be used by several threads at once. */
public interface RandomChange {
  /** The shape of a changed image. */
  List<Integer> shape();

  /** As {@link Change#apply}, by the next numbers of {@code random}. */
  void apply(float[] from, float[] to, SplitMix64 random);

  /** What is done instead where it is not training: of the same shape, without chance. */
  default void rest(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, ImageShape.elements(shape()));
  }
}
