package dev.cnnc.compiler.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.text.Tokenizer;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingTest {
  private static Examples classes(boolean numbered, String... names) {
    return new Examples(
        Map.of(), Map.of(), Optional.of(new Examples.Classes(List.of(names), numbered)));
  }

  private static List<Integer> numbers(Encoding encoding, Examples examples) {
    Column labels = encoding.encode(examples).columns().get("label");
    List<Integer> numbers = new ArrayList<>();
    int[] number = new int[1];
    for (int example = 0; example < labels.size(); example++) {
      labels.read(example, number, 0);
      numbers.add(number[0]);
    }
    return numbers;
  }

  private static Encoding learned(Examples examples, String... labels) {
    return Encoding.of(examples, List.of(labels), Optional.empty(), 0);
  }

  @Test
  void namesAreNumberedInTheirOrderOrAsListed() {
    Examples examples = classes(true, "dog", "cat", "dog", "10");
    assertEquals(List.of("10", "cat", "dog"), learned(examples).labels());
    assertEquals(List.of(2, 1, 2, 0), numbers(learned(examples), examples));
    assertEquals(List.of(0, 1, 0, 2), numbers(learned(examples, "dog", "cat", "10"), examples));
  }

  @Test
  void wholeNumbersStandForThemselvesUnlessTheyAreNames() {
    Examples examples = classes(true, "10", "2", "0");
    assertEquals(List.of(), learned(examples).labels());
    assertEquals(List.of(10, 2, 0), numbers(learned(examples), examples));
    assertEquals(List.of(1, 0), numbers(learned(examples, "no", "yes"), classes(true, "1", "no")));
    assertEquals(List.of(0, 1), numbers(learned(examples, "1", "0"), classes(true, "1", "0")));
    Examples folders = classes(false, "10", "2");
    assertEquals(List.of(0, 1), numbers(learned(folders), folders));
  }

  @Test
  void aClassWithoutANumberIsNamed() {
    Encoding encoding = learned(classes(true, "cat", "dog"));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> encoding.encode(classes(true, "dog", "horse")))
            .getMessage();
    assertEquals("example 1 is of the class 'horse'; the classes are cat, dog", message);
    for (String wrong : List.of("-1", "1.5", "", "2147483648")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> learned(classes(true, "1")).encode(classes(true, wrong)));
    }
  }

  @Test
  void theWeightsKeepIt(@TempDir Path folder) throws IOException {
    Examples examples =
        new Examples(
            Map.of(),
            Map.of("text", new Examples.Texts(List.of("a \"b\"", "a\n\u00e9"), 3)),
            Optional.of(new Examples.Classes(List.of("x,y", "\u4e2d"), true)));
    Encoding encoding =
        Encoding.of(examples, List.of(), Optional.of(Tokenizer.named("characters", false)), 9);
    Path weights = folder.resolve("weights.safetensors");
    SafeTensors.write(weights, new TensorFile(Map.of("w", Tensor.zeros(2)), encoding.metadata()));
    Encoding again = Encoding.read(weights);
    assertEquals(encoding.labels(), again.labels());
    assertEquals(
        encoding.vocabulary().orElseThrow().tokens(), again.vocabulary().orElseThrow().tokens());

    SafeTensors.write(
        weights, new TensorFile(Map.of("w", Tensor.zeros(2)), Map.of("cnnc.labels", "[1]")));
    String message =
        assertThrows(FileFormatException.class, () -> Encoding.read(weights)).getMessage();
    assertTrue(message.startsWith(weights + ": damaged: its labels"), message);
  }
}
