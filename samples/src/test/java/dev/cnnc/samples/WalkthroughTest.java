package dev.cnnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page {@code samples/walkthrough/README.md}: its commands print what it says they print, its
 * equations hold, and its matrices are the inputs of its commands.
 */
class WalkthroughTest {
  private static final Path FOLDER = Path.of("walkthrough");
  private static final Pattern EQUATION = Pattern.compile("`([-0-9.+·/() ]+(?:=[-0-9.+·/() ]+)+)`");

  private final Page page = Page.read(FOLDER.resolve("README.md"));

  @Test
  void commandsPrintWhatThePageSays() {
    page.requireThatCommandsPrintWhatItSays(6);
  }

  @Test
  void equationsHold() {
    Matcher equation = EQUATION.matcher(page.text());
    int count = 0;
    while (equation.find()) {
      String[] sides = equation.group(1).split("=");
      for (int i = 1; i < sides.length; i++) {
        assertEquals(
            Arithmetic.evaluate(sides[0]), Arithmetic.evaluate(sides[i]), 1e-9, equation.group(1));
      }
      count++;
    }
    assertTrue(count >= 10, "the page has lost equations: " + count);
  }

  @Test
  void matricesAreTheInputs() {
    Map<?, ?> convolution =
        (Map<?, ?>) Json.parse(Page.read(FOLDER.resolve("convolution.json")).text());
    Map<?, ?> pooling = (Map<?, ?>) Json.parse(Page.read(FOLDER.resolve("pooling.json")).text());
    List<List<Double>> expected =
        List.of(
            numbers(convolution.get("image")),
            numbers(convolution.get("conv.weight")),
            numbers(convolution.get("grad.y")),
            numbers(pooling.get("image")));
    List<List<Double>> shown = new ArrayList<>();
    for (String matrix : page.fences("matrix")) {
      shown.add(numbersOf(matrix.substring(matrix.indexOf('\n')).replaceAll("--+|[|+]", " ")));
    }
    assertEquals(expected, shown);
    assertEquals(numbers(convolution.get("grad.y")), numbers(pooling.get("grad.y")));
  }

  /** What the descent is given is what the convolution printed. */
  @Test
  void theStepTakesTheGradientOfTheKernel() {
    Map<?, ?> descent = (Map<?, ?>) Json.parse(Page.read(FOLDER.resolve("descent.json")).text());
    String printed =
        Page.run(
            "run samples/walkthrough/convolution.cnn --inputs"
                + " samples/walkthrough/convolution.json --gradients");
    String gradient = printed.substring(printed.indexOf("grad.conv.weight"));
    int begin = gradient.indexOf('\n');
    assertEquals(
        numbers(descent.get("gradient")),
        numbersOf(gradient.substring(begin, gradient.indexOf("grad.image"))));
  }

  private static List<Double> numbersOf(String text) {
    List<Double> numbers = new ArrayList<>();
    for (String word : text.strip().split("\\s+")) {
      numbers.add(Double.parseDouble(word));
    }
    return numbers;
  }

  /** All numbers of nested arrays, in order. */
  private static List<Double> numbers(Object json) {
    List<Double> numbers = new ArrayList<>();
    if (json instanceof List<?> list) {
      list.forEach(element -> numbers.addAll(numbers(element)));
    } else {
      numbers.add(((Number) json).doubleValue());
    }
    return numbers;
  }
}
