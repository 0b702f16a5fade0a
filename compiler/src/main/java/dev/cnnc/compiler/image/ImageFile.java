package dev.cnnc.compiler.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads image files of any format that the JDK knows: PNG, JPEG, GIF, BMP, TIFF, WBMP. */
public final class ImageFile {
  private static final long MOST_PIXELS = 100_000_000;

  private ImageFile() {}

  /**
   * The pixels of an image. Grey is {@code 0.299 red + 0.587 green + 0.114 blue} (ITU-R BT.601);
   * transparent parts are white.
   *
   * @param channels 1 for grey or 3 for red, green, blue
   * @throws IOException if the file cannot be read or is not an image; the message names it
   */
  public static Pixels read(Path file, int channels) throws IOException {
    BufferedImage image = decode(file);
    boolean grey =
        image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !image.getColorModel().hasAlpha();
    return switch (channels) {
      case 1 -> grey ? samples(image) : luma(image);
      case 3 -> grey ? threefold(samples(image)) : colours(image);
      default ->
          throw new IllegalArgumentException("an image has 1 or 3 channels, not " + channels);
    };
  }

  private static BufferedImage decode(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(
            file + ": not an image; expected PNG, JPEG, GIF, BMP or TIFF, whatever its name");
      }
      ImageReader reader = readers.next();
      try {
        return decode(file, reader, in);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(Path file, ImageReader reader, ImageInputStream in)
      throws IOException {
    long pixels;
    try {
      reader.setInput(in, true, true);
      // The size first: a small file may announce an image that fits no memory.
      pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels <= MOST_PIXELS) {
        return reader.read(0);
      }
    } catch (IOException | RuntimeException e) { // Damaged files make readers throw all kinds.
      throw new IOException(file + ": damaged image (" + e.getMessage() + ")", e);
    }
    throw new IOException(
        file + ": " + pixels + " pixels are too many, expected at most " + MOST_PIXELS);
  }

  /**
   * Grey values as they are in the file. {@link BufferedImage#getRGB} would take them for linear
   * light and brighten them.
   */
  private static Pixels samples(BufferedImage image) {
    Raster raster = image.getRaster();
    float scale = 255f / ((1 << image.getColorModel().getComponentSize(0)) - 1);
    int width = image.getWidth();
    float[] values = new float[width * image.getHeight()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        values[y * width + x] =
            raster.getSample(x + raster.getMinX(), y + raster.getMinY(), 0) * scale;
      }
    }
    return new Pixels(1, image.getHeight(), width, values);
  }

  private static Pixels threefold(Pixels grey) {
    int plane = grey.values().length;
    float[] values = new float[3 * plane];
    for (int c = 0; c < 3; c++) {
      System.arraycopy(grey.values(), 0, values, c * plane, plane);
    }
    return new Pixels(3, grey.height(), grey.width(), values);
  }

  private static Pixels colours(BufferedImage image) {
    int width = image.getWidth();
    int plane = width * image.getHeight();
    float[] values = new float[3 * plane];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        int argb = image.getRGB(x, y);
        float opaque = (argb >>> 24) / 255f;
        for (int c = 0; c < 3; c++) {
          int value = (argb >> (16 - 8 * c)) & 0xff;
          values[c * plane + y * width + x] = opaque * value + (1 - opaque) * 255;
        }
      }
    }
    return new Pixels(3, image.getHeight(), width, values);
  }

  private static Pixels luma(BufferedImage image) {
    Pixels colour = colours(image);
    float[] values = new float[colour.values().length / 3];
    for (int i = 0; i < values.length; i++) {
      float red = colour.values()[i];
      float green = colour.values()[values.length + i];
      float blue = colour.values()[2 * values.length + i];
      values[i] = 0.299f * red + 0.587f * green + 0.114f * blue;
    }
    return new Pixels(1, colour.height(), colour.width(), values);
  }
}
