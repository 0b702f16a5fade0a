package dev.cnnc.grammar.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> LAYERS =
      List.of("conv1d", "conv2d", "maxpool2d", "avgpool2d", "linear", "relu", "relu6", "softmax");

  @Test
  void suggestsWhatWasMeant() {
    assertEquals(Optional.of("conv2d"), NearestName.suggest("conv2", LAYERS));
    assertEquals(Optional.of("conv2d"), NearestName.suggest("Conv2D", LAYERS));
    assertEquals(Optional.of("maxpool2d"), NearestName.suggest("max_pool2d", LAYERS));
    assertEquals(Optional.of("maxpool2d"), NearestName.suggest("mxapool2d", LAYERS));
    assertEquals(Optional.of("linear"), NearestName.suggest("liner", LAYERS));
    assertEquals(Optional.of("relu"), NearestName.suggest("rleu", LAYERS));
    assertEquals(Optional.empty(), NearestName.suggest("dropout", LAYERS));
    assertEquals(Optional.empty(), NearestName.suggest("x", List.of("y")));
    assertEquals(Optional.empty(), NearestName.suggest("x", List.of()));
    assertEquals(Optional.of("a1"), NearestName.suggest("a3", List.of("a2", "a1")));
  }

  /** Against the definition: the shortest way of one insertion, deletion or replacement each. */
  @Property(tries = 100)
  void distanceIsAMetricOnShortWords(
      @ForAll @StringLength(max = 5) @CharRange(from = 'a', to = 'c') String a,
      @ForAll @StringLength(max = 5) @CharRange(from = 'a', to = 'c') String b) {
    assertEquals(0, NearestName.distance(a, a));
    assertEquals(NearestName.distance(a, b), NearestName.distance(b, a));
    assertEquals(distance(a, b), NearestName.distance(a, b));
  }

  private static int distance(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.length() + b.length();
    }
    int keep = a.charAt(0) == b.charAt(0) ? 0 : 1;
    int best = keep + distance(a.substring(1), b.substring(1));
    best = Math.min(best, 1 + distance(a.substring(1), b));
    best = Math.min(best, 1 + distance(a, b.substring(1)));
    boolean swap =
        a.length() > 1
            && b.length() > 1
            && a.charAt(0) == b.charAt(1)
            && a.charAt(1) == b.charAt(0);
    return swap ? Math.min(best, 1 + distance(a.substring(2), b.substring(2))) : best;
  }
}
