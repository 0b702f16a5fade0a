package dev.cnnc.runtime.initialize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.argument.Argument;
import dev.cnnc.runtime.program.Initializer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {
  private static final List<Integer> SHAPE = List.of(50, 40, 3, 5); // fan_in 600, fan_out 750

  private static float[] values(String name, List<Integer> shape, Map<String, Double> arguments) {
    return Initialization.values(
        new Initializer(name, new TreeMap<>(arguments)), "weight", shape, 7);
  }

  /** Deviations and limits computed by hand from PyTorch's formulas; NaN: no limit. */
  @ParameterizedTest
  @CsvSource({
    "kaiming_uniform, , 0, 0.0577350, 0.1",
    "kaiming_uniform, a=2.2360680, 0, 0.0235702, 0.0408248",
    "kaiming_normal, , 0, 0.0577350, NaN",
    "xavier_uniform, , 0, 0.0384900, 0.0666667",
    "xavier_uniform, gain=2, 0, 0.0769800, 0.1333333",
    "xavier_normal, , 0, 0.0384900, NaN",
    "lecun_normal, , 0, 0.0408248, NaN",
    "uniform, lo=-3, 0, 0, 0",
    "normal, mean=2, 2, 1, NaN",
    "normal, std=0.25, 0, 0.25, NaN",
    "truncated_normal, std=0.5, 0, 0.4398, 1.0",
  })
  void momentsAreThoseOfTheDefinition(
      String name, String argument, double mean, double deviation, double limit) {
    Map<String, Double> arguments =
        argument == null
            ? Map.of()
            : Map.of(argument.split("=")[0], Double.valueOf(argument.split("=")[1]));
    if (name.equals("uniform")) {
      arguments = Map.of("lo", -3.0, "hi", 1.0);
      mean = -1;
      deviation = 4 / Math.sqrt(12);
      limit = 3;
    }
    float[] values = values(name, SHAPE, arguments);
    assertEquals(30_000, values.length);
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float value : values) {
      sum += value;
      squares += (value - mean) * (value - mean);
      largest = Math.max(largest, Math.abs(value));
    }
    assertEquals(mean, sum / values.length, 0.03 * deviation);
    assertEquals(deviation, Math.sqrt(squares / values.length), 0.02 * deviation);
    if (Double.isNaN(limit)) {
      assertTrue(largest > mean + 3 * deviation);
    } else {
      assertTrue(largest <= limit * 1.000001 && largest > 0.99 * limit, "largest " + largest);
    }
  }

  @Test
  void constants() {
    assertArrayEquals(new float[] {0, 0, 0}, values("zeros", List.of(3), Map.of()));
    assertArrayEquals(new float[] {1, 1}, values("ones", List.of(2), Map.of()));
    assertArrayEquals(new float[] {2.5f}, values("constant", List.of(), Map.of("v", 2.5)));
  }

  @ParameterizedTest
  @CsvSource({"6, 20", "20, 6", "8, 8"})
  void orthogonalMatricesAreOrthogonal(int rows, int columns) {
    float[] q = values("orthogonal", List.of(rows, columns), Map.of("gain", 3.0));
    boolean byRows = rows <= columns;
    int count = Math.min(rows, columns);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        double dot = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          dot +=
              byRows
                  ? q[i * columns + k] * q[j * columns + k]
                  : q[k * columns + i] * q[k * columns + j];
        }
        assertEquals(i == j ? 9 : 0, dot, 1e-5);
      }
    }
  }

  @Test
  void aStreamBelongsToANameAndASeed() {
    Initializer normal = new Initializer("normal", new TreeMap<>());
    float[] first = Initialization.values(normal, "a.weight", List.of(9), 1);
    assertArrayEquals(first, Initialization.values(normal, "a.weight", List.of(9), 1));
    assertFalse(Arrays.equals(first, Initialization.values(normal, "b.weight", List.of(9), 1)));
    assertFalse(Arrays.equals(first, Initialization.values(normal, "a.weight", List.of(9), 2)));
  }

  /** Weight files can be reproduced only as long as these bits stay as they are. */
  @ParameterizedTest
  @CsvSource({
    "kaiming_uniform, 370052731",
    "normal, -388184983",
    "truncated_normal, 418998984",
    "orthogonal, -1663562487"
  })
  void theBitsAreTheSameOnEveryMachine(String name, int hash) {
    Initializer initializer = new Initializer(name, new TreeMap<>());
    float[] values = Initialization.values(initializer, "conv2d_1.weight", List.of(4, 3, 5, 5), 17);
    assertEquals(hash, Arrays.hashCode(values));
  }

  @Test
  void mistakesAreExplained() {
    assertMessage("no initializer 'zero'", () -> values("zero", SHAPE, Map.of()));
    assertMessage("needs an argument 'v'", () -> values("constant", SHAPE, Map.of()));
    assertMessage(
        "takes the arguments [a], found [b]",
        () -> values("kaiming_normal", SHAPE, Map.of("b", 1.0)));
    assertMessage(
        "of 'weight': needs a shape [out, in, ...] of two or more axes, found [3]",
        () -> values("xavier_normal", List.of(3), Map.of()));
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    var thrown = assertThrows(IllegalArgumentException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }

  @Test
  void theListSaysWhichNeedAMatrix() {
    for (Initialization known : Initialization.values()) {
      Map<String, Double> arguments = new TreeMap<>();
      for (Argument argument : known.arguments()) {
        arguments.put(argument.name(), argument.value().orElse(1));
      }
      if (known.needsMatrix()) {
        assertThrows(
            IllegalArgumentException.class,
            () -> values(known.scriptName(), List.of(4), arguments));
      } else {
        assertEquals(4, values(known.scriptName(), List.of(4), arguments).length);
      }
    }
  }
}
