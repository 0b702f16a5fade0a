package dev.cnnc.runtime.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.argument.Argument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleKindTest {
  private static Schedule schedule(String name, String arguments) {
    Map<String, List<Double>> given = new TreeMap<>();
    for (String argument : arguments == null ? new String[0] : arguments.split(" ")) {
      String[] parts = argument.split("=");
      given.put(parts[0], Arrays.stream(parts[1].split("/")).map(Double::valueOf).toList());
    }
    return ScheduleKind.named(name).create(given);
  }

  /** Five epochs of two steps; the factors computed by hand from the definitions. */
  @ParameterizedTest
  @CsvSource({
    "constant, , 1 1 1 1 1 1 1 1 1 1",
    "constant, warmup_epochs=2, .2 .4 .6 .8 1 1 1 1 1 1",
    "constant, warmup_epochs=0.5, .5 1 1 1 1 1 1 1 1 1",
    "step, step_size=2, 1 1 1 1 .1 .1 .1 .1 .01 .01",
    "step, step_size=1 gamma=0.5 warmup_epochs=1, .333333 .666667 .5 .5 .25 .25 .125 .125 .0625 .0625",
    "multistep, milestones=1/4 gamma=0.5, 1 1 .5 .5 .5 .5 .5 .5 .25 .25",
    "exponential, gamma=0.25, 1 .5 .25 .125 .0625 .03125 .015625 .0078125 .00390625 .001953125",
    "exponential, gamma=0.25 warmup_epochs=4, .111111 .222222 .333333 .444444 .555556 .666667"
        + " .777778 .888889 1 .5",
    "polynomial, , 1 .9 .8 .7 .6 .5 .4 .3 .2 .1",
    "polynomial, power=2 warmup_epochs=1, .333333 .666667 1 .765625 .5625 .390625 .25 .140625"
        + " .0625 .015625",
    "cosine, , 1 .975528 .904508 .793893 .654508 .5 .345492 .206107 .095492 .024472",
    "cosine, final_factor=0.5 warmup_epochs=3, .142857 .285714 .428571 .571429 .714286 .857143 1"
        + " .926777 .75 .573223",
    "one_cycle, div_factor=5 final_div_factor=2, .2 .6 1 .965733 .869505 .730267 .580334 .45"
        + " .136 .1",
  })
  void factorsAreThoseOfTheDefinition(String name, String arguments, String expected) {
    Schedule schedule = schedule(name, arguments);
    String[] factors = expected.split(" ");
    for (int step = 0; step < 10; step++) {
      double factor = Double.parseDouble(factors[step]);
      if (name.equals("one_cycle") && step > 2) { // PyTorch's annealing, from step 2 to step 9
        factor = 0.1 + 0.9 * (1 + Math.cos(Math.PI * (step - 2) / 7)) / 2;
      }
      assertEquals(factor, schedule.factor(step, 2, 5), 1e-6, "step " + step);
    }
  }

  /** Six epochs of seven steps: {@code schedules.txt} tells how PyTorch computed the factors. */
  @Test
  void factorsAreThoseOfPyTorch() throws IOException {
    int compared = 0;
    try (InputStream file = ScheduleKindTest.class.getResourceAsStream("schedules.txt")) {
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] parts = line.split("\\|");
        Schedule schedule = schedule(parts[0], parts[1].isEmpty() ? null : parts[1]);
        String[] factors = parts[2].split(" ");
        for (int step = 0; step < 42; step++) {
          double expected = Double.parseDouble(factors[step]);
          assertEquals(expected, schedule.factor(step, 7, 6), 1e-10, parts[0] + ", step " + step);
        }
        compared++;
      }
    }
    assertEquals(9, compared);
  }

  @Test
  void theRiseOfOneCycleTakesTheWarmup() {
    Schedule schedule = schedule("one_cycle", "warmup_epochs=2");
    assertEquals(1.0 / 25, schedule.factor(0, 3, 5), 1e-9);
    assertEquals(1, schedule.factor(5, 3, 5), 1e-9);
    assertEquals(1 / 250_000.0, schedule.factor(14, 3, 5), 1e-12);
  }

  @Property(tries = 200)
  void factorsStayBetween0And1(
      @ForAll ScheduleKind kind,
      @ForAll @IntRange(min = 1, max = 8) int stepsPerEpoch,
      @ForAll @IntRange(min = 1, max = 6) int epochs,
      @ForAll @IntRange(min = 0, max = 8) int warmup) {
    Map<String, List<Double>> given = new TreeMap<>();
    for (Argument argument : kind.arguments()) {
      if (argument.value().isEmpty()) {
        given.put(argument.name(), List.of(argument.name().equals("gamma") ? 0.5 : 2.0));
      }
    }
    given.put("warmup_epochs", List.of(warmup / 2.0));
    Schedule schedule = kind.create(given);
    for (int step = 0; step < stepsPerEpoch * epochs; step++) {
      double factor = schedule.factor(step, stepsPerEpoch, epochs);
      assertTrue(factor > 0 && factor <= 1, factor + " at step " + step);
    }
  }

  @Test
  void mistakesAreExplained() {
    assertMessage("no schedule 'cosin'; there are [constant, step,", "cosin", null);
    assertMessage("schedule 'step': needs an argument 'step_size'", "step", null);
    assertMessage("found [power]", "cosine", "power=2");
    assertMessage("'gamma' is out of its range: 1.5", "exponential", "gamma=1.5");
    assertMessage("'warmup_epochs' is out of its range: -1.0", "constant", "warmup_epochs=-1");
    assertMessage("one number as 'gamma', found [1.0, 2.0]", "exponential", "gamma=1/2");
  }

  private static void assertMessage(String part, String name, String arguments) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> schedule(name, arguments));
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
