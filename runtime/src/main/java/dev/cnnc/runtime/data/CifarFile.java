package dev.cnnc.runtime.data;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.file.InputFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images and labels from the binary version of CIFAR-10 or CIFAR-100: for each image its labels, a
 * byte each, then 1,024 bytes of red, of green and of blue, row by row. CIFAR-10 has one label,
 * CIFAR-100 two, the coarse one first.
 */
public final class CifarFile {
  private static final List<Integer> SHAPE = List.of(3, 32, 32);
  private static final int PIXELS = 3 * 32 * 32;
  private static final int BUFFER_BYTES = 1 << 16;

  /** The labels that a file may hold. */
  public enum Labels {
    CIFAR_10(1, 0, 10),
    CIFAR_100_FINE(2, 1, 100),
    CIFAR_100_COARSE(2, 0, 20);

    private final int bytes;
    private final int place;
    private final int classes;

    Labels(int bytes, int place, int classes) {
      this.bytes = bytes;
      this.place = place;
      this.classes = classes;
    }

    private int record() {
      return bytes + PIXELS;
    }
  }

  private CifarFile() {}

  /**
   * What a file seems to hold, by its length: CIFAR-10 if that is a multiple of 3,073 bytes,
   * CIFAR-100 with its fine labels if it is one of 3,074.
   *
   * @throws FileFormatException if it is neither
   */
  public static Labels labels(Path file) throws IOException {
    InputFiles.requireReadable(file);
    long bytes = Files.size(file);
    for (Labels labels : List.of(Labels.CIFAR_10, Labels.CIFAR_100_FINE)) {
      if (bytes > 0 && bytes % labels.record() == 0) {
        return labels;
      }
    }
    throw new FileFormatException(
        file,
        "no CIFAR file: it has "
            + bytes
            + " bytes; records of CIFAR-10 have 3073, of CIFAR-100 3074, "
            + (bytes == 0 ? "and there is none" : "neither divides that"));
  }

  /**
   * The examples of all files, one after the other.
   *
   * @param image the name of the images' column: the name of the network's input
   * @throws FileFormatException if a file is no whole number of records, or has a label that there
   *     is not
   */
  public static Dataset read(List<Path> files, Labels labels, String image) throws IOException {
    long examples = 0;
    for (Path file : files) {
      examples += records(file, labels);
    }
    if (examples * PIXELS > Integer.MAX_VALUE - 8) {
      throw new FileFormatException(
          files.get(0), "and the others have " + examples + " images, more than an array holds");
    }
    byte[] pixels = new byte[(int) examples * PIXELS];
    byte[] numbers = new byte[(int) examples];
    int example = 0;
    for (Path file : files) {
      long records = records(file, labels);
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
        for (int record = 0; record < records; record++, example++) {
          numbers[example] = label(file, record, in.readNBytes(labels.bytes), labels);
          if (in.readNBytes(pixels, example * PIXELS, PIXELS) < PIXELS) {
            throw new FileFormatException(file, "cut short while it was read");
          }
        }
      }
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(image, Column.ofBytes(pixels, SHAPE));
    columns.put(Dataset.LABEL, Column.ofByteIntegers(numbers, List.of()));
    return Dataset.of(columns);
  }

  private static long records(Path file, Labels labels) throws IOException {
    InputFiles.requireReadable(file);
    long bytes = Files.size(file);
    if (bytes == 0 || bytes % labels.record() != 0) {
      throw new FileFormatException(
          file,
          "has "
              + bytes
              + " bytes, expected whole records of "
              + labels.record()
              + ": "
              + (labels.bytes == 1 ? "a label" : "two labels")
              + " and 3072 bytes of an image");
    }
    return bytes / labels.record();
  }

  private static byte label(Path file, int record, byte[] bytes, Labels labels)
      throws FileFormatException {
    int label = bytes.length < labels.bytes ? -1 : bytes[labels.place] & 0xFF;
    if (label < 0 || label >= labels.classes) {
      throw new FileFormatException(
          file,
          "damaged: image "
              + record
              + " has the label "
              + label
              + ", expected 0 to "
              + (labels.classes - 1));
    }
    return (byte) label;
  }
}
