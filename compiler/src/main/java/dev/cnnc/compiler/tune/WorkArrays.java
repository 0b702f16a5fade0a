package dev.cnnc.compiler.tune;

import dev.cnnc.runtime.program.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Arrays for kernels whose results do not matter: of small numbers, none of them denormal. */
final class WorkArrays {
  private final Map<String, float[]> floats = new HashMap<>();
  private final Map<String, int[]> integers = new HashMap<>();

  /**
   * The array of a buffer, at least as long as it has to be.
   *
   * @param examples how many there is room for; 1 for what does not vary over the batch
   */
  float[] floats(Buffer buffer, int examples) {
    int length = length(buffer, examples);
    return floats.compute(
        buffer.name(), (name, array) -> fits(array, length) ? array : random(length));
  }

  /** The same for integers: all of them 0, which is a row of any table. */
  int[] integers(Buffer buffer, int examples) {
    int length = length(buffer, examples);
    return integers.compute(
        buffer.name(),
        (name, array) -> array != null && array.length >= length ? array : new int[length]);
  }

  private static boolean fits(float[] array, int length) {
    return array != null && array.length >= length;
  }

  private static int length(Buffer buffer, int examples) {
    return Math.toIntExact(buffer.layout().floats(examples));
  }

  private static float[] random(int length) {
    SplittableRandom random = new SplittableRandom(length);
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }
}
