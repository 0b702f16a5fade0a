package dev.cnnc.runtime.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.data.CifarFile.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFileTest {
  private static final int PIXELS = 3072;

  @TempDir Path folder;

  /** Records with these labels, and pixels that follow from the seed. */
  private Path write(String name, long seed, int[]... labels) throws IOException {
    byte[] bytes = new byte[labels.length * (labels[0].length + PIXELS)];
    Random random = new Random(seed);
    int at = 0;
    for (int[] record : labels) {
      for (int label : record) {
        bytes[at++] = (byte) label;
      }
      byte[] pixels = new byte[PIXELS];
      random.nextBytes(pixels);
      System.arraycopy(pixels, 0, bytes, at, PIXELS);
      at += PIXELS;
    }
    return Files.write(folder.resolve(name), bytes);
  }

  private static int label(Dataset data, int example) {
    int[] label = new int[1];
    data.columns().get("label").read(example, label, 0);
    return label[0];
  }

  @Test
  void filesFollowEachOther() throws IOException {
    Path first = write("data_batch_1.bin", 1, new int[] {6}, new int[] {9});
    Path second = write("data_batch_2.bin", 2, new int[] {0});
    Dataset data = CifarFile.read(List.of(first, second), CifarFile.labels(first), "image");
    assertEquals(3, data.size());
    assertEquals(List.of(6, 9, 0), List.of(label(data, 0), label(data, 1), label(data, 2)));
    Column images = data.columns().get("image");
    assertEquals(List.of(3, 32, 32), images.shape());
    byte[] bytes = Files.readAllBytes(first);
    float[] image = new float[PIXELS + 1];
    images.read(1, image, 1);
    for (int i = 0; i < PIXELS; i++) {
      assertEquals(bytes[PIXELS + 2 + i] & 0xFF, image[1 + i]);
    }
  }

  @Test
  void ofTwoLabelsTheFineOneIsMeant() throws IOException {
    Path file = write("train.bin", 3, new int[] {19, 99}, new int[] {4, 0});
    assertEquals(Labels.CIFAR_100_FINE, CifarFile.labels(file));
    Dataset fine = CifarFile.read(List.of(file), Labels.CIFAR_100_FINE, "image");
    Dataset coarse = CifarFile.read(List.of(file), Labels.CIFAR_100_COARSE, "image");
    assertEquals(List.of(99, 0), List.of(label(fine, 0), label(fine, 1)));
    assertEquals(List.of(19, 4), List.of(label(coarse, 0), label(coarse, 1)));
  }

  @Test
  void damagedFilesAreExplained() throws IOException {
    Path whole = write("whole.bin", 4, new int[] {1}, new int[] {2});
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {0, 1, 3072, 3075, bytes.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.bin"), Arrays.copyOf(bytes, length));
      String message = assertThrows(IOException.class, () -> CifarFile.labels(cut)).getMessage();
      assertTrue(message.startsWith(cut + ": no CIFAR file: it has " + length), message);
      message =
          assertThrows(
                  IOException.class,
                  () -> CifarFile.read(List.of(whole, cut), Labels.CIFAR_10, "image"))
              .getMessage();
      assertTrue(message.contains("has " + length + " bytes, expected whole records"), message);
    }
    Path wrong = write("wrong.bin", 5, new int[] {9}, new int[] {10});
    String message =
        assertThrows(
                IOException.class, () -> CifarFile.read(List.of(wrong), Labels.CIFAR_10, "image"))
            .getMessage();
    assertEquals(wrong + ": damaged: image 1 has the label 10, expected 0 to 9", message);
  }
}
