package dev.cnnc.runtime.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UniformTest {
  /** The JDK's SplittableRandom is the same generator, one number after the other. */
  @Property(tries = 100)
  void numbersOfStreamZeroAreThoseOfSplittableRandom(@ForAll long seed) {
    SplittableRandom reference = new SplittableRandom(seed);
    for (int element = 0; element < 20; element++) {
      float expected = (reference.nextLong() >>> 40) / (float) (1 << 24);
      assertEquals(expected, Uniform.next(seed, 0, element));
    }
  }

  @Property(tries = 1000)
  void numbersLieInTheUnitInterval(@ForAll long seed, @ForAll int stream, @ForAll int element) {
    float u = Uniform.next(seed, stream, element);
    assertTrue(u >= 0 && u < 1, () -> "drew " + u);
  }

  @Test
  void meanAndVarianceAreThoseOfTheUniformDistributionInEveryStream() {
    int n = 100_000;
    for (int stream = 0; stream < 4; stream++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double u = Uniform.next(17, stream, i);
        sum += u;
        squares += u * u;
      }
      double mean = sum / n;
      assertEquals(0.5, mean, 0.005);
      assertEquals(1.0 / 12, squares / n - mean * mean, 0.002);
    }
  }

  @Test
  void streamsDiffer() {
    int same = 0;
    for (int i = 0; i < 1000; i++) {
      same += Uniform.next(17, 1, i) == Uniform.next(17, 2, i) ? 1 : 0;
    }
    assertTrue(same < 3, same + " of 1000 numbers are equal");
  }
}
