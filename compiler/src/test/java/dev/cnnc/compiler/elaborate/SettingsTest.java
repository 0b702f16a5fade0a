package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.diagnostic.CompilationException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data and train blocks, and what the command line changes of them. */
class SettingsTest {
  private static TrainSettings settings(String example, Overrides overrides) throws IOException {
    Elaborator elaborator = Scripts.elaborator(ExamplesTest.example(example));
    return elaborator.settings(elaborator.trainings().get(0), overrides);
  }

  @Test
  void lenet() throws IOException {
    TrainSettings settings = settings("lenet.cnn", Overrides.NONE);
    assertEquals("LeNet", settings.model());
    assertEquals(new DataFormat.Idx(), settings.data().format());
    assertEquals(
        List.of("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"), settings.data().test());
    assertEquals(
        List.of("scale", "normalize"),
        settings.data().transforms().stream().map(SettingCall::name).toList());
    assertEquals(
        Map.of("mean", List.of(0.1307), "std", List.of(0.3081)),
        settings.data().transforms().get(1).arguments());
    assertEquals("cosine", settings.schedule().name());
    assertEquals(Map.of("warmup_epochs", List.of(1.0)), settings.schedule().arguments());
    assertEquals(
        List.of(5, 64, 17L), List.of(settings.epochs(), settings.batch(), settings.seed()));
  }

  @Test
  void resnet() throws IOException {
    TrainSettings settings = settings("resnet20.cnn", Overrides.NONE);
    assertEquals(Map.of("n", Constant.of(3)), settings.arguments());
    assertEquals(
        List.of("accuracy", "top_k"), settings.metrics().stream().map(SettingCall::name).toList());
    assertEquals("accuracy", settings.checkpoint().orElseThrow().name());
    assertEquals(
        Map.of("milestones", List.of(82.0, 123.0), "gamma", List.of(0.1)),
        settings.schedule().arguments());
    assertEquals(
        List.of("random_crop", "random_flip"),
        settings.data().augmentations().stream().map(SettingCall::name).toList());
  }

  @Test
  void overridesReachSettingsOptimizerModelAndData() throws IOException {
    Overrides overrides =
        Overrides.NONE
            .with("epochs", "2 + 1")
            .with("classes", "4")
            .with("lr", "0.5")
            .with("shuffle", "false")
            .with("sparse", "true");
    TrainSettings settings = settings("lenet.cnn", overrides);
    assertEquals(3, settings.epochs());
    assertEquals(Map.of("classes", Constant.of(4)), settings.arguments());
    assertFalse(settings.data().shuffle());
    assertTrue(settings.sparse());
    assertFalse(settings("lenet.cnn", Overrides.NONE).sparse());
    assertEquals(
        List.of("momentum = 0.9", "lr = 0.5"),
        settings.update().optimizer().arguments().stream()
            .map(a -> a.name().orElseThrow().text() + " = " + a.value().span().text())
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ephocs; 3; there is no setting or model parameter 'ephocs'",
        "epochs; 0; epochs must be a whole number of at least 1, found the number 0",
        "epochs; ten; 'ten' is not defined here",
        "classes; 2.5; classes of LeNet must be an int, found the number 2.5",
      })
  void wrongOverrides(String name, String value, String message) {
    CompilationException thrown =
        assertThrows(
            CompilationException.class,
            () -> settings("lenet.cnn", Overrides.NONE.with(name, value)));
    assertEquals(message, thrown.diagnostics().get(0).message());
  }

  @Test
  void theLossTakesItsLabelFromTheData() throws IOException {
    Elaborator elaborator = Scripts.elaborator(ExamplesTest.example("lenet.cnn"));
    TrainSettings settings = elaborator.settings(elaborator.trainings().get(0), Overrides.NONE);
    Graph graph = elaborator.withLoss(settings, true).graph();
    assertEquals(List.of("logits", "loss"), List.copyOf(graph.outputs().keySet()));
    assertEquals(
        List.of("image: f32[batch, 1, 28, 28]", "label: i32[batch]"),
        graph.inputs().stream().map(Value::toString).toList());
    assertEquals(Shape.SCALAR, graph.outputs().get("loss").shape());
    assertFalse(graph.outputs().get("loss").batched());
    Graph update = elaborator.update(graph, settings.update());
    assertEquals(graph.parameters(), update.parameters());
    assertEquals(16, update.updates().size());
  }

  @Test
  void aLossMayNameOutputsInputsAndLabels() {
    Elaborator elaborator =
        Scripts.elaborator(
            """
            model M {
              input x: f32[4]
              output a = x |> linear(3)
              output b = x |> linear(4)
            }
            data d {
              format = idx
              train  = "t"
            }
            train M on d {
              loss      = mse(b, x)
              optimizer = adam
            }
            train M on d {
              loss      = cross_entropy(a, digit, label_smoothing = 0.1)
              optimizer = adam
            }
            """);
    List<List<String>> inputs =
        elaborator.trainings().stream()
            .map(block -> elaborator.settings(block, Overrides.NONE))
            .map(settings -> elaborator.withLoss(settings, true).graph().inputs())
            .map(values -> values.stream().map(Value::toString).toList())
            .toList();
    assertEquals(
        List.of(List.of("x: f32[batch, 4]"), List.of("x: f32[batch, 4]", "digit: i32[batch]")),
        inputs);
  }
}
