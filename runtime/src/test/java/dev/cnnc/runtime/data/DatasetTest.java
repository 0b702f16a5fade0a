package dev.cnnc.runtime.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.prepare.Transform;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  @TempDir Path folder;

  @Test
  void idxPixelsAreScaledAndNormalizedWhenRead() throws IOException {
    Path images =
        Files.write(
            folder.resolve("images"),
            new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 102, (byte) 255});
    Path labels =
        Files.write(folder.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, (byte) 200});
    Dataset data =
        Dataset.ofIdx(images, labels, "image")
            .transform("image", List.of(Transform.scale(1 / 255.0), Transform.normalize(0.2, 0.5)));
    assertEquals(2, data.size());
    Column image = data.columns().get("image");
    assertEquals(List.of(1, 2), image.shape());
    float[] pixels = new float[3];
    image.read(1, pixels, 1);
    assertArrayEquals(new float[] {0, 0.4f, 1.6f}, pixels, 1e-6f);
    int[] label = new int[1];
    data.columns().get("label").read(1, label, 0);
    assertEquals(200, label[0]);
    assertThrows(IllegalStateException.class, () -> data.columns().get("label").read(0, pixels, 0));
    assertThrows(IllegalStateException.class, () -> image.read(0, label, 0));

    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 7});
    assertMessage("has 2 images, but", () -> Dataset.ofIdx(images, labels, "image"));
    assertMessage("expected images, found", () -> Dataset.ofIdx(labels, labels, "image"));
    assertMessage("expected one label", () -> Dataset.ofIdx(images, images, "image"));
  }

  @Test
  void safetensorsHoldExamplesAlongTheFirstAxis() throws IOException {
    Path file = folder.resolve("data.safetensors");
    SafeTensors.write(
        file,
        new TensorFile(
            Map.of(
                "x", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
                "label", Tensor.ofIntegers(new int[] {2, 0, 1}, 3)),
            Map.of()));
    Dataset data = Dataset.ofSafeTensors(file);
    assertEquals(3, data.size());
    float[] x = new float[2];
    data.columns().get("x").read(2, x, 0);
    assertArrayEquals(new float[] {5, 6}, x);
    int[] label = new int[2];
    data.columns().get("label").read(0, label, 1);
    assertArrayEquals(new int[] {0, 2}, label);

    SafeTensors.write(
        file, new TensorFile(Map.of("x", Tensor.zeros(3), "label", Tensor.zeros(2)), Map.of()));
    assertMessage("found {label=2, x=3}", () -> Dataset.ofSafeTensors(file));
    SafeTensors.write(file, new TensorFile(Map.of("x", Tensor.scalar(3)), Map.of()));
    assertMessage("found a scalar", () -> Dataset.ofSafeTensors(file));
    SafeTensors.write(file, new TensorFile(Map.of(), Map.of()));
    assertMessage("at least one column", () -> Dataset.ofSafeTensors(file));
    SafeTensors.write(file, new TensorFile(Map.of("x", Tensor.zeros(0, 3)), Map.of()));
    assertMessage("no examples", () -> Dataset.ofSafeTensors(file));
  }

  @Test
  void mistakesAreExplained() {
    Dataset data = Dataset.of(Map.of("x", Column.of(Tensor.zeroIntegers(2, 3))));
    assertRejected("no column 'y'", () -> data.transform("y", List.of()));
    assertRejected(
        "transforms change floats", () -> data.transform("x", List.of(Transform.scale(2))));
    assertRejected("no whole number", () -> Column.ofBytes(new byte[5], List.of(2)));
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    var thrown = assertThrows(FileFormatException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }

  private static void assertRejected(
      String part, org.junit.jupiter.api.function.Executable executable) {
    var thrown = assertThrows(IllegalArgumentException.class, executable);
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
