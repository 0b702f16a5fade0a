package dev.cnnc.runtime.execute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayoutCopyTest {
  /** Any order of axes in storage, each with a border and the innermost one rounded up. */
  @Provide
  Arbitrary<Layout> layouts() {
    return Arbitraries.integers()
        .between(0, 4)
        .flatMap(
            rank ->
                Combinators.combine(
                        Arbitraries.integers().between(1, 4).list().ofSize(rank),
                        Arbitraries.integers().between(0, 2).list().ofSize(rank),
                        Arbitraries.shuffle(axes(rank)),
                        Arbitraries.of(1, 4))
                    .as(LayoutCopyTest::layout));
  }

  private static List<Integer> axes(int rank) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      axes.add(axis);
    }
    return axes;
  }

  private static Layout layout(
      List<Integer> shape, List<Integer> halo, List<Integer> innermostFirst, int lanes) {
    Integer[] strides = new Integer[shape.size()];
    int length = 1;
    int offset = 0;
    for (int axis : innermostFirst) {
      strides[axis] = length;
      offset += halo.get(axis) * length;
      int extent = shape.get(axis) + 2 * halo.get(axis);
      length *= length == 1 ? (extent + lanes - 1) / lanes * lanes : extent;
    }
    return new Layout(shape, List.of(strides), offset, length);
  }

  @Property(tries = 200)
  void elementsLieWhereTheLayoutSays(
      @ForAll("layouts") Layout layout, @ForAll @IntRange(min = 1, max = 3) int batch) {
    int size = layout.shape().stream().reduce(1, (a, b) -> a * b);
    float[] rows = new float[batch * size];
    int[] integerRows = new int[batch * size];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i + 1;
      integerRows[i] = i + 1;
    }
    float[] expected = new float[batch * layout.length()];
    int[] integerExpected = new int[expected.length];
    for (int n = 0; n < batch; n++) {
      for (int element = 0; element < size; element++) {
        int position = n * layout.length() + layout.offset();
        int rest = element;
        for (int axis = layout.shape().size() - 1; axis >= 0; axis--) {
          position += layout.strides().get(axis) * (rest % layout.shape().get(axis));
          rest /= layout.shape().get(axis);
        }
        expected[position] = rows[n * size + element];
        integerExpected[position] = integerRows[n * size + element];
      }
    }
    LayoutCopy copy = new LayoutCopy(layout);
    float[] array = new float[expected.length];
    int[] integerArray = new int[expected.length];
    copy.scatter(rows, array, batch);
    copy.scatter(integerRows, integerArray, batch);
    assertArrayEquals(expected, array);
    assertArrayEquals(integerExpected, integerArray);

    float[] back = new float[rows.length];
    int[] integerBack = new int[rows.length];
    copy.gather(array, back, batch);
    copy.gather(integerArray, integerBack, batch);
    assertArrayEquals(rows, back);
    assertArrayEquals(integerRows, integerBack);
  }

  /** However many threads copy, and whatever the last group has. */
  @Property(tries = 200)
  void aTeamCopiesTheSame(
      @ForAll("layouts") Layout one,
      @ForAll @IntRange(min = 1, max = 70) int examples,
      @ForAll @IntRange(min = 0, max = 5) int skipped,
      @ForAll @IntRange(min = 1, max = 3) int threads) {
    int lanes = 4;
    List<Integer> strides = one.strides().stream().map(stride -> stride * lanes).toList();
    Layout layout =
        new Layout(one.shape(), strides, one.offset() * lanes, one.length() * lanes, lanes);
    LayoutCopy copy = new LayoutCopy(layout);
    float[] rows = new float[examples * copy.elements()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i + 1;
    }
    float[] expected = new float[(examples + lanes - 1) / lanes * layout.length()];
    float[] array = expected.clone();
    Arrays.fill(array, -1);
    Arrays.fill(expected, -1);
    copy.scatter(rows, expected, examples);
    float[] all = new float[skipped * copy.elements() + rows.length];
    System.arraycopy(rows, 0, all, skipped * copy.elements(), rows.length);
    try (Team team = new Team(threads)) {
      new InputCopy(team).scatter(copy, all, skipped, array, examples);
    }
    assertArrayEquals(expected, array);
    float[] back = new float[all.length];
    copy.gather(array, back, skipped, examples);
    assertArrayEquals(all, back);
  }

  @Test
  void aLayoutThatLeavesItsLengthIsRejected() {
    Layout layout = new Layout(List.of(2, 3), List.of(3, 1), 1, 6);
    assertThrows(IllegalArgumentException.class, () -> new LayoutCopy(layout));
  }

  @Test
  void tooFewValuesAreExplained() {
    LayoutCopy copy = new LayoutCopy(Layout.rowMajor(List.of(2, 3)));
    var thrown =
        assertThrows(
            IllegalArgumentException.class, () -> copy.scatter(new float[11], new float[12], 2));
    assertEquals("2 examples of 6 elements need 12 values, found 11", thrown.getMessage());
  }
}
