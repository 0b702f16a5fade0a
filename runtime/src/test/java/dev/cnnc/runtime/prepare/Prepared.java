package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.List;

/** Examples as preparations leave them. */
final class Prepared {
  private Prepared() {}

  static float[] random(List<Integer> shape, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    float[] values = new float[ImageShape.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256);
    }
    return values;
  }

  static float[] plain(Preparation preparation, float[] example) {
    float[] result = new float[ImageShape.elements(preparation.shape())];
    preparation.prepare(filled(preparation, example), result, 0);
    return result;
  }

  static float[] augmented(Preparation preparation, float[] example, long seed) {
    float[] result = new float[ImageShape.elements(preparation.shape())];
    preparation.augment(filled(preparation, example), seed, result, 0);
    return result;
  }

  private static Preparation.Workspace filled(Preparation preparation, float[] example) {
    Preparation.Workspace workspace = preparation.workspace();
    java.util.Arrays.fill(workspace.values(), Float.NaN); // what is beyond the example has no say
    System.arraycopy(example, 0, workspace.values(), 0, example.length);
    return workspace;
  }
}
