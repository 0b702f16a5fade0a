package dev.cnnc.runtime.data;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.file.InputFiles;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The contents of an IDX file of unsigned bytes: two zero bytes, the element type (0x08), the
 * number of axes, the extent of each (big-endian), then the elements row-major.
 *
 * @param values the elements; not copied
 */
public record IdxFile(List<Integer> extents, byte[] values) {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int GZIP_MAGIC = 0x1F8B;
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Reads a file, gzipped or plain: its first bytes tell.
   *
   * @throws FileFormatException if it is no IDX file of bytes, is damaged or cut short
   * @throws IOException if it cannot be read
   */
  public static IdxFile read(Path file) throws IOException {
    InputFiles.requireReadable(file);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      raw.mark(2);
      int magic = raw.read() << 8 | raw.read();
      raw.reset();
      if (magic != GZIP_MAGIC) {
        return read(file, raw);
      }
      try (InputStream unzipped = new GZIPInputStream(raw, BUFFER_BYTES)) {
        return read(file, unzipped);
      }
    } catch (ZipException e) {
      throw new FileFormatException(file, "its gzip data are damaged: " + e.getMessage());
    } catch (EOFException e) {
      throw new FileFormatException(file, "cut short");
    }
  }

  private static IdxFile read(Path file, InputStream stream) throws IOException {
    DataInputStream data = new DataInputStream(stream);
    int magic = data.readInt();
    int type = (magic >> 8) & 0xFF;
    int rank = magic & 0xFF;
    if (magic >>> 16 != 0 || rank == 0) {
      throw new FileFormatException(
          file, String.format("no IDX file: it begins with the bytes %08x", magic));
    }
    if (type != UNSIGNED_BYTES) {
      throw new FileFormatException(
          file,
          String.format(
              "an IDX file of element type 0x%02x; only unsigned bytes, 0x08, are known", type));
    }
    List<Integer> extents = new ArrayList<>();
    long elements = 1;
    for (int axis = 0; axis < rank; axis++) {
      int extent = data.readInt();
      extents.add(extent);
      elements = extent < 1 ? Long.MAX_VALUE : elements * extent;
      if (elements > Integer.MAX_VALUE - 8) {
        throw new FileFormatException(
            file, "an IDX header with the extents " + extents + " of " + rank + " axes");
      }
    }
    byte[] values = data.readNBytes((int) elements);
    if (values.length < elements) {
      throw new FileFormatException(
          file,
          "cut short: its shape is "
              + extents
              + ", which is "
              + elements
              + " bytes, it has "
              + values.length);
    }
    if (data.read() >= 0) {
      throw new FileFormatException(file, "has more data than its shape " + extents + " says");
    }
    return new IdxFile(List.copyOf(extents), values);
  }
}
