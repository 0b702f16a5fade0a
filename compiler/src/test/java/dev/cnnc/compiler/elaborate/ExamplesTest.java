package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example scripts elaborate as they stand, in both modes. */
class ExamplesTest {
  static String example(String name) throws IOException {
    try (InputStream in = ExamplesTest.class.getResourceAsStream("examples/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lenet.cnn, 10, 8",
    "custom_layers.cnn, 10, 5",
    "resnet20.cnn, 10, 59",
    "sentence.cnn, 2, 9",
  })
  void elaborate(String name, int classes, int parameters) throws IOException {
    for (boolean training : new boolean[] {false, true}) {
      ElaboratedModel model = Scripts.model(example(name), training);
      assertEquals(Shape.of(classes), model.graph().outputs().get("logits").shape());
      assertEquals(parameters, model.graph().parameters().size());
    }
  }
}
