package dev.cnnc.compiler.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
  @TempDir Path folder;

  /** The sample digits are test images of MNIST: the first seven is image 0. */
  @Test
  void greyPngHasTheBytesOfTheDataSet() throws IOException {
    Path samples = Path.of("..", "samples");
    Pixels seven = ImageFile.read(samples.resolve("mnist/digits/7.png"), 1);
    Path images = samples.resolve("data/mnist/t10k-images-idx3-ubyte.gz");
    float[] expected = new float[28 * 28];
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(images)))) {
      in.skipNBytes(16);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = in.readUnsignedByte();
      }
    }
    assertEquals(28, seven.height());
    assertArrayEquals(expected, seven.values());
  }

  @Test
  void coloursAreSeparatePlanesAndTransparencyIsWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xff0a141e);
    image.setRGB(1, 0, 0x00000000);
    Path file = folder.resolve("two.png");
    ImageIO.write(image, "png", file.toFile());
    assertArrayEquals(
        new float[] {10, 255, 20, 255, 30, 255}, ImageFile.read(file, 3).values(), 1e-4f);
    assertArrayEquals(
        new float[] {0.299f * 10 + 0.587f * 20 + 0.114f * 30, 255},
        ImageFile.read(file, 1).values(),
        1e-3f);
  }

  @Test
  void aTextFileIsNotAnImage() throws IOException {
    Path file = Files.writeString(folder.resolve("seven.png"), "seven");
    IOException failure = assertThrows(IOException.class, () -> ImageFile.read(file, 1));
    assertTrue(failure.getMessage().startsWith(file + ": not an image"), failure.getMessage());
  }

  @Test
  void aTruncatedImageIsDamaged() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of("..", "samples/mnist/digits/7.png"));
    Path file = folder.resolve("half.png");
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    IOException failure = assertThrows(IOException.class, () -> ImageFile.read(file, 1));
    assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
  }

  /** Averaging over areas keeps the mean of an image, whatever the sizes. */
  @Property(tries = 200)
  void resizingKeepsTheMean(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int newHeight,
      @ForAll @IntRange(min = 1, max = 40) int newWidth) {
    float[] values = new float[height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 37) % 256;
    }
    Pixels resized = new Pixels(1, height, width, values).resized(newHeight, newWidth);
    assertEquals(mean(values), mean(resized.values()), 1e-2);
  }

  @Test
  void halvingAveragesSquares() {
    Pixels small = new Pixels(1, 2, 4, new float[] {1, 2, 5, 6, 3, 4, 7, 8}).resized(1, 2);
    assertArrayEquals(new float[] {2.5f, 6.5f}, small.values());
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Pictures of all formats, in each of which some bytes are others. */
  @Property(tries = 300)
  void damagedImagesAreReadOrRefusedByName(
      @ForAll("formats") String format,
      @ForAll @IntRange(min = 1, max = 4) int changes,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    BufferedImage image =
        new BufferedImage(
            9,
            7,
            format.equals("gif")
                ? BufferedImage.TYPE_BYTE_INDEXED
                : random.nextBoolean() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    image.setRGB(random.nextInt(9), random.nextInt(7), random.nextInt());
    Path file = Files.createTempFile("damaged", "." + format);
    try {
      ImageIO.write(image, format, file.toFile());
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < changes; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      Pixels pixels = ImageFile.read(file, random.nextBoolean() ? 1 : 3);
      assertTrue(pixels.values().length > 0);
    } catch (IOException failure) {
      assertTrue(failure.getMessage().startsWith(file + ": "), failure.getMessage());
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> formats() {
    return Arbitraries.of("png", "jpg", "bmp", "gif");
  }
}
