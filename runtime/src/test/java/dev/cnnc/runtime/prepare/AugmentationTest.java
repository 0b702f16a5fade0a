package dev.cnnc.runtime.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static Preparation preparation(List<Integer> shape, Augmentation... augmentations) {
    return new Preparation(shape, List.of(), List.of(augmentations));
  }

  /** A pixel, or black outside of the image. */
  private static float pixel(List<Integer> shape, float[] image, int c, int h, int w, float black) {
    int height = shape.get(1);
    int width = shape.get(2);
    return h < 0 || h >= height || w < 0 || w >= width
        ? black
        : image[(c * height + h) * width + w];
  }

  /** Whether some window, moved by at most so much, is what was made. */
  private static int[] place(
      List<Integer> shape, float[] image, List<Integer> cut, float[] made, int reach, float black) {
    for (int top = -reach; top <= reach; top++) {
      for (int left = -reach; left <= reach; left++) {
        boolean same = true;
        for (int c = 0; c < cut.get(0) && same; c++) {
          for (int i = 0; i < cut.get(1) && same; i++) {
            for (int j = 0; j < cut.get(2) && same; j++) {
              same =
                  pixel(shape, image, c, top + i, left + j, black)
                      == pixel(cut, made, c, i, j, black);
            }
          }
        }
        if (same) {
          return new int[] {top, left};
        }
      }
    }
    throw new AssertionError("no window: " + Arrays.toString(made));
  }

  @Property(tries = 200)
  void aCropIsAWindowOfThePaddedImage(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 3, max = 8) int height,
      @ForAll @IntRange(min = 3, max = 8) int width,
      @ForAll @IntRange(min = 0, max = 4) int padding,
      @ForAll @IntRange(min = 1, max = 8) int size,
      @ForAll long seed) {
    List<Integer> shape = List.of(channels, height, width);
    int newHeight = Math.min(size, height + 2 * padding);
    int newWidth = Math.min(size + 1, width + 2 * padding);
    float[] image = Prepared.random(shape, seed);
    Preparation crop = preparation(shape, Augmentation.randomCrop(newHeight, newWidth, padding));
    assertEquals(List.of(channels, newHeight, newWidth), crop.shape());
    float[] made = Prepared.augmented(crop, image, seed);
    int[] place = place(shape, image, crop.shape(), made, 12, 0);
    if (newHeight > 2 && newWidth > 2 && padding == 0) { // else several windows may look the same
      assertTrue(place[0] >= 0 && place[0] + newHeight <= height, "top " + place[0]);
      assertTrue(place[1] >= 0 && place[1] + newWidth <= width, "left " + place[1]);
    }
  }

  @Property(tries = 100)
  void withoutTrainingACropIsTheMiddle(
      @ForAll @IntRange(min = 1, max = 4) int margin,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll long seed) {
    List<Integer> shape = List.of(2, size + 2 * margin, size + 2 * margin);
    float[] image = Prepared.random(shape, seed);
    Preparation crop = preparation(shape, Augmentation.randomCrop(size, size, 3));
    float[] made = Prepared.plain(crop, image);
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          assertEquals(
              pixel(shape, image, c, margin + i, margin + j, 0),
              pixel(crop.shape(), made, c, i, j, 0));
        }
      }
    }
    Preparation all =
        preparation(
            shape,
            Augmentation.randomFlip(1),
            Augmentation.randomShift(2),
            Augmentation.randomRotate(90),
            Augmentation.cutout(3));
    assertArrayEquals(image, Prepared.plain(all, image));
  }

  @Property(tries = 100)
  void twoFlipsAreNone(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll long seed) {
    List<Integer> shape = List.of(3, height, width);
    float[] image = Prepared.random(shape, seed);
    Augmentation flip = Augmentation.randomFlip(1);
    float[] once = Prepared.augmented(preparation(shape, flip), image, seed);
    for (int c = 0; c < 3; c++) {
      for (int j = 0; j < width; j++) {
        assertEquals(pixel(shape, image, c, 0, j, 0), pixel(shape, once, c, 0, width - 1 - j, 0));
      }
    }
    assertArrayEquals(image, Prepared.augmented(preparation(shape, flip, flip), image, seed));
    assertArrayEquals(
        image, Prepared.augmented(preparation(shape, Augmentation.randomFlip(0)), image, seed));
  }

  /** All choices are equally likely: none of them is six standard deviations away from that. */
  @Test
  void choicesAreEquallyLikely() {
    List<Integer> shape = List.of(1, 6, 7);
    float[] image = Prepared.random(shape, 3);
    Preparation crop = preparation(shape, Augmentation.randomCrop(6, 7, 1));
    Preparation shift = preparation(shape, Augmentation.randomShift(1));
    Preparation share = preparation(shape, Augmentation.randomShift(0.17));
    Preparation flip = preparation(shape, Augmentation.randomFlip(0.25));
    for (Preparation moving : List.of(crop, shift, share)) {
      Map<String, Integer> counts = new HashMap<>();
      for (int seed = 0; seed < 9000; seed++) {
        float[] made = Prepared.augmented(moving, image, SplitMix64.mix(1, seed));
        counts.merge(Arrays.toString(place(shape, image, shape, made, 1, 0)), 1, Integer::sum);
      }
      assertEquals(9, counts.size(), counts.toString());
      counts.forEach((place, count) -> assertEquals(1000, count, 180, place));
    }
    int flips = 0;
    for (int seed = 0; seed < 4000; seed++) {
      float[] made = Prepared.augmented(flip, image, SplitMix64.mix(2, seed));
      flips += Arrays.equals(made, image) ? 0 : 1;
    }
    assertEquals(1000, flips, 170);
  }

  @Property(tries = 100)
  void rotations(@ForAll @IntRange(min = 1, max = 9) int size, @ForAll long seed) {
    List<Integer> shape = List.of(2, size, size);
    float[] image = Prepared.random(shape, seed);
    RandomRotate rotate = new RandomRotate(ImageShape.of(shape), new float[2], 180);
    float[] made = new float[image.length];
    rotate.rotate(image, made, 0);
    assertArrayEquals(image, made);
    rotate.rotate(image, made, 90);
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) { // counterclockwise: the right column becomes the top row
          assertEquals(
              pixel(shape, image, c, j, size - 1 - i, 0), pixel(shape, made, c, i, j, 0), 1e-3);
        }
      }
    }
  }

  @Property(tries = 100)
  void valuesStayInRange(@ForAll long seed) {
    List<Integer> shape = List.of(3, 11, 8);
    float[] image = Prepared.random(shape, seed);
    Preparation all =
        new Preparation(
            shape,
            List.of(Transform.resize(15, 10), Transform.scale(1 / 255.0)),
            List.of(
                Augmentation.randomRotate(180),
                Augmentation.randomShift(0.2),
                Augmentation.randomCrop(12, 9, 2),
                Augmentation.cutout(5)));
    for (float value : Prepared.augmented(all, image, seed)) {
      assertTrue(value >= 0 && value <= 1 + 1e-6, "" + value);
    }
  }

  @Property(tries = 100)
  void cutoutIsASquareThatMayReachOverTheBorder(
      @ForAll @IntRange(min = 1, max = 9) int size, @ForAll long seed) {
    List<Integer> shape = List.of(2, 7, 9);
    float[] white = new float[2 * 7 * 9];
    Arrays.fill(white, 1);
    float[] made = Prepared.augmented(preparation(shape, Augmentation.cutout(size)), white, seed);
    int top = 7;
    int bottom = -1;
    int left = 9;
    int right = -1;
    int black = 0;
    for (int h = 0; h < 7; h++) {
      for (int w = 0; w < 9; w++) {
        assertEquals(pixel(shape, made, 0, h, w, 0), pixel(shape, made, 1, h, w, 0));
        if (pixel(shape, made, 0, h, w, 0) == 0) {
          black++;
          top = Math.min(top, h);
          bottom = Math.max(bottom, h);
          left = Math.min(left, w);
          right = Math.max(right, w);
        }
      }
    }
    assertEquals(black, (bottom - top + 1) * (right - left + 1), "a rectangle");
    assertTrue(bottom - top + 1 == size || top == 0 || bottom == 6, "height");
    assertTrue(right - left + 1 == size || left == 0 || right == 8, "width");
    assertTrue(bottom - top + 1 <= size && right - left + 1 <= size, "no larger");
  }

  /** Black is 0 in the data, whatever the transforms make of it. */
  @Test
  void whatComesInIsBlack() {
    List<Integer> shape = List.of(2, 2, 2);
    Transform normalize = Transform.normalize(new double[] {1, 2}, new double[] {1, 4});
    Preparation crop =
        new Preparation(shape, List.of(normalize), List.of(Augmentation.randomCrop(6, 6, 2)));
    float[] made = Prepared.augmented(crop, new float[] {1, 1, 1, 1, 2, 2, 2, 2}, 5);
    float[] expected = new float[2 * 36];
    Arrays.fill(expected, 0, 36, -1);
    Arrays.fill(expected, 36, 72, -0.5f);
    for (int c = 0; c < 2; c++) {
      for (int i : new int[] {14, 15, 20, 21}) {
        expected[c * 36 + i] = 0;
      }
    }
    assertArrayEquals(expected, made);
  }

  /** What one augmentation draws does not shift another; the same seed gives the same bits. */
  @Test
  void eachAugmentationHasAStreamOfItsOwn() {
    List<Integer> shape = List.of(1, 8, 8);
    float[] image = Prepared.random(shape, 1);
    for (long seed = 0; seed < 50; seed++) {
      Preparation onlyFlip =
          preparation(shape, Augmentation.randomShift(0), Augmentation.randomFlip(0.5));
      Preparation other =
          preparation(shape, Augmentation.randomRotate(0), Augmentation.randomFlip(0.5));
      float[] made = Prepared.augmented(onlyFlip, image, seed);
      assertArrayEquals(made, Prepared.augmented(onlyFlip, image, seed));
      assertArrayEquals(made, Prepared.augmented(other, image, seed));
    }
  }

  @Test
  void mistakesAreExplained() {
    assertRejected(
        "does not fit", () -> preparation(List.of(4, 4), Augmentation.randomCrop(7, 7, 1)));
    assertRejected("needs images", () -> preparation(List.of(4), Augmentation.randomFlip(0.5)));
    assertRejected("padding of at least 0", () -> Augmentation.randomCrop(1, 1, -1));
    assertRejected("p from 0 to 1", () -> Augmentation.randomFlip(1.5));
    assertRejected("a share below 1", () -> Augmentation.randomShift(1.5));
    assertRejected("a share below 1", () -> Augmentation.randomShift(-1));
    assertRejected("degrees from 0 to 180", () -> Augmentation.randomRotate(Double.NaN));
    assertRejected("at least 1", () -> Augmentation.cutout(0));
    assertRejected(
        "a height and a width",
        () -> AugmentationKind.RANDOM_CROP.create(Map.of("size", List.of(1.0, 2.0, 3.0))));
    assertRejected("no augmentation 'flip'", () -> AugmentationKind.named("flip"));
    assertEquals(
        List.of(5, 6),
        AugmentationKind.named("random_crop")
            .create(Map.of("size", List.of(5.0, 6.0)))
            .on(List.of(8, 8), new float[1])
            .shape());
  }

  private static void assertRejected(
      String part, org.junit.jupiter.api.function.Executable executable) {
    var thrown = assertThrows(IllegalArgumentException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
