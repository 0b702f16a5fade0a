package dev.cnnc.runtime.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResizeTest {
  private static float[] resize(List<Integer> shape, float[] image, int height, int width) {
    return Prepared.plain(
        new Preparation(shape, List.of(Transform.resize(height, width)), List.of()), image);
  }

  /** The definition, by the triangle of each new pixel over all old ones at once, in double. */
  @Property(tries = 200)
  void isTheMeanUnderATriangle(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 12) int newHeight,
      @ForAll @IntRange(min = 1, max = 12) int newWidth,
      @ForAll long seed) {
    List<Integer> shape = List.of(channels, height, width);
    float[] image = Prepared.random(shape, seed);
    float[] expected = new float[channels * newHeight * newWidth];
    int pixel = 0;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < newHeight; i++) {
        for (int j = 0; j < newWidth; j++) {
          double sum = 0;
          double weights = 0;
          for (int h = 0; h < height; h++) {
            for (int w = 0; w < width; w++) {
              double weight = triangle(h, height, i, newHeight) * triangle(w, width, j, newWidth);
              sum += weight * image[(c * height + h) * width + w];
              weights += weight;
            }
          }
          expected[pixel++] = (float) (sum / weights);
        }
      }
    }
    assertArrayEquals(expected, resize(shape, image, newHeight, newWidth), 1e-3f);
  }

  private static double triangle(int old, int length, int place, int newLength) {
    double ratio = length / (double) newLength;
    double distance = Math.abs((place + 0.5) * ratio - (old + 0.5));
    return Math.max(0, 1 - distance / (ratio > 1 ? ratio : 1));
  }

  @Property(tries = 50)
  void theOwnSizeChangesNothing(
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll long seed) {
    float[] image = Prepared.random(List.of(height, width), seed);
    assertArrayEquals(image, resize(List.of(height, width), image, height, width));
  }

  @Test
  void agreesWithPyTorch() throws IOException {
    List<String> lines;
    try (InputStream in = ResizeTest.class.getResourceAsStream("resize.txt")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
    assertEquals(0, lines.size() % 3);
    assertTrue(lines.size() > 0);
    for (int i = 0; i < lines.size(); i += 3) {
      float[] sizes = numbers(lines.get(i));
      assertArrayEquals(
          numbers(lines.get(i + 2)),
          resize(
              List.of((int) sizes[0], (int) sizes[1]),
              numbers(lines.get(i + 1)),
              (int) sizes[2],
              (int) sizes[3]),
          2e-4f,
          lines.get(i));
    }
  }

  private static float[] numbers(String line) {
    String[] words = line.split(" ");
    float[] numbers = new float[words.length];
    Stream.iterate(0, i -> i + 1)
        .limit(words.length)
        .forEach(i -> numbers[i] = Float.parseFloat(words[i]));
    return numbers;
  }
}
