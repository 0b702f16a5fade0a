package dev.cnnc.compiler.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class InParallelTest {
  @Property(tries = 50)
  void resultsComeInTheOrderOfTheItems(@ForAll List<Integer> items) {
    List<String> expected = new ArrayList<>();
    items.forEach(item -> expected.add("<" + item + ">"));
    assertEquals(expected, InParallel.map(items, item -> "<" + item + ">"));
  }

  @Property(tries = 50)
  void theFirstFailureIsThrownAsItWas(
      @ForAll @IntRange(max = 99) int first, @ForAll @IntRange(max = 99) int second) {
    List<IllegalStateException> failures =
        IntStream.range(0, 100).mapToObj(i -> new IllegalStateException("item " + i)).toList();
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                InParallel.map(
                    items,
                    item -> {
                      if (item == first || item == second) {
                        throw failures.get(item);
                      }
                      return item;
                    }));
    assertSame(failures.get(Math.min(first, second)), thrown);
  }
}
