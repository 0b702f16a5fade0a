package dev.cnnc.runtime.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformTest {
  private static float[] apply(List<Integer> shape, float[] example, Transform... transforms) {
    return Prepared.plain(new Preparation(shape, List.of(transforms), List.of()), example);
  }

  @Test
  void normalizationByChannel() {
    float[] values = {1, 2, 10, 14};
    assertArrayEquals(
        new float[] {0, 1, 0, 2},
        apply(
            List.of(2, 2, 1),
            values,
            Transform.normalize(new double[] {1, 10}, new double[] {1, 2})));
    assertArrayEquals(
        new float[] {0, 0.5f, 4.5f, 6.5f}, apply(List.of(4), values, Transform.normalize(1, 2)));
    assertRejected(
        "as many channels",
        () -> Transform.normalize(new double[2], new double[] {1, 1}).on(List.of(3, 2, 2)));
    assertRejected("positive deviations", () -> Transform.normalize(0, 0));
    assertRejected(
        "as many deviations", () -> Transform.normalize(new double[2], new double[] {1}));
  }

  @Test
  void colours() {
    float[] colours = {255, 0, 0, 100, 0, 255, 0, 100, 0, 0, 255, 100};
    Preparation grey = new Preparation(List.of(3, 1, 4), List.of(Transform.grayscale()), List.of());
    assertEquals(List.of(1, 1, 4), grey.shape());
    assertArrayEquals(
        new float[] {76.245f, 149.685f, 29.07f, 100}, Prepared.plain(grey, colours), 1e-4f);
    assertRejected("three channels", () -> Transform.grayscale().on(List.of(1, 4, 4)));
    assertRejected("needs images", () -> Transform.grayscale().on(List.of(3)));
  }

  /** Each transform sees the shape that the one before it leaves. */
  @Test
  void orderMatters() {
    List<Integer> shape = List.of(3, 2, 2);
    Transform three = Transform.normalize(new double[] {1, 2, 3}, new double[] {1, 1, 1});
    new Preparation(shape, List.of(three, Transform.grayscale()), List.of());
    assertRejected(
        "found shape [1, 2, 2]",
        () -> new Preparation(shape, List.of(Transform.grayscale(), three), List.of()));
    float[] example = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    assertEquals(
        List.of(3, 4, 6),
        new Preparation(shape, List.of(Transform.resize(1, 9), Transform.resize(4, 6)), List.of())
            .shape());
    assertArrayEquals(
        new float[] {2.5f - 1, 6.5f - 2, 10.5f - 3},
        apply(shape, example, Transform.resize(1, 1), three),
        1e-6f);
  }

  @Test
  void kindsHaveTheNamesAndArgumentsOfScripts() {
    assertEquals(
        List.of("factor"),
        TransformKind.named("scale").arguments().stream().map(a -> a.name()).toList());
    Map<String, List<Double>> size = Map.of("height", List.of(2.0), "width", List.of(3.0));
    assertEquals(
        List.of(2, 3), TransformKind.named("resize").create(size).on(List.of(5, 5)).shape());
    assertRejected(
        "whole number",
        () -> TransformKind.RESIZE.create(Map.of("height", List.of(2.5), "width", List.of(3.0))));
    assertRejected(
        "at least 1",
        () -> TransformKind.RESIZE.create(Map.of("height", List.of(2.0), "width", List.of(0.0))));
    assertRejected(
        "needs an argument 'width'",
        () -> TransformKind.RESIZE.create(Map.of("height", List.of(1.0))));
    assertRejected("no transform 'crop'", () -> TransformKind.named("crop"));
  }

  private static void assertRejected(
      String part, org.junit.jupiter.api.function.Executable executable) {
    var thrown = assertThrows(IllegalArgumentException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
