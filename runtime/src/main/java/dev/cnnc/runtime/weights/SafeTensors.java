package dev.cnnc.runtime.weights;

import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.file.InputFiles;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and writes safetensors files: the length of a header (8 bytes, little-endian), the header
 * (JSON: dtype, shape and data_offsets of each tensor, and texts under {@code __metadata__}), then
 * the elements of all tensors, row-major, little-endian.
 */
public final class SafeTensors {
  /** As in the format's reference implementation. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int ALIGNMENT = 8;

  private SafeTensors() {}

  /**
   * Reads a file. Floats of any width become f32, whole numbers i32.
   *
   * @throws FileFormatException if it is no safetensors file, is damaged or cut short, or holds a
   *     whole number that does not fit
   * @throws IOException if it cannot be read
   */
  public static TensorFile read(Path file) throws IOException {
    InputFiles.requireReadable(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < Long.BYTES) {
        throw new FileFormatException(
            file, "no safetensors file: it has " + channel.size() + " bytes");
      }
      long headerBytes = read(file, channel, allocate(Long.BYTES), 0).getLong();
      long dataBytes = channel.size() - Long.BYTES - headerBytes;
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || dataBytes < 0) {
        throw new FileFormatException(
            file,
            "no safetensors file, or cut short: a header of "
                + Long.toUnsignedString(headerBytes)
                + " bytes is announced, the file has "
                + channel.size());
      }
      ByteBuffer json = read(file, channel, allocate((int) headerBytes), Long.BYTES);
      Header header = Header.parse(file, decode(file, json), dataBytes);
      Map<String, Tensor> tensors = new TreeMap<>();
      for (Header.Entry entry : header.entries()) {
        tensors.put(entry.name(), read(file, channel, entry, Long.BYTES + headerBytes));
      }
      return new TensorFile(tensors, header.metadata());
    }
  }

  private static String decode(Path file, ByteBuffer json) throws FileFormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(json).toString();
    } catch (CharacterCodingException e) {
      throw new FileFormatException(file, "no safetensors file: its header is no UTF-8 text");
    }
  }

  private static Tensor read(Path file, FileChannel channel, Header.Entry entry, long dataBegin)
      throws IOException {
    ElementFormat format = entry.format();
    Tensor tensor =
        format.integers() ? Tensor.zeroIntegers(entry.shape()) : Tensor.zeros(entry.shape());
    int chunk = CHUNK_BYTES / format.bytes();
    for (int from = 0; from < entry.elements(); from += chunk) {
      int to = Math.min(entry.elements(), from + chunk);
      long position = dataBegin + entry.begin() + (long) from * format.bytes();
      ByteBuffer bytes = read(file, channel, allocate((to - from) * format.bytes()), position);
      if (!format.integers()) {
        format.read(bytes, tensor.floats(), from, to);
        continue;
      }
      try {
        format.read(bytes, tensor.integers(), from, to);
      } catch (ArithmeticException e) {
        throw new FileFormatException(
            file, "tensor '" + entry.name() + "' holds a number that does not fit 32 bits");
      }
    }
    return tensor;
  }

  private static ByteBuffer read(Path file, FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new FileFormatException(file, "cut short while it was read");
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes a file, atomically. Equal contents give equal bytes: tensors and metadata are ordered by
   * name.
   */
  public static void write(Path file, TensorFile contents) throws IOException {
    byte[] header = header(contents);
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer start = allocate(Long.BYTES + header.length);
          writeFully(channel, start.putLong(header.length).put(header).flip());
          ByteBuffer buffer = allocate(CHUNK_BYTES);
          for (Tensor tensor : contents.tensors().values()) {
            write(channel, buffer, tensor);
          }
        });
  }

  private static byte[] header(TensorFile contents) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!contents.metadata().isEmpty()) {
      header.put(Header.METADATA, contents.metadata());
    }
    long begin = 0;
    for (Map.Entry<String, Tensor> entry : contents.tensors().entrySet()) {
      if (entry.getKey().equals(Header.METADATA)) {
        throw new IllegalArgumentException("no tensor may be called " + Header.METADATA);
      }
      Tensor tensor = entry.getValue();
      long end = begin + (long) Float.BYTES * tensor.size();
      Map<String, Object> description = new LinkedHashMap<>();
      description.put("dtype", tensor.isIntegers() ? "I32" : "F32");
      description.put("shape", tensor.shape());
      description.put("data_offsets", List.of(begin, end));
      header.put(entry.getKey(), description);
      begin = end;
    }
    byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private static void write(FileChannel channel, ByteBuffer buffer, Tensor tensor)
      throws IOException {
    int chunk = buffer.capacity() / Float.BYTES;
    for (int from = 0; from < tensor.size(); from += chunk) {
      int count = Math.min(tensor.size() - from, chunk);
      buffer.clear();
      if (tensor.isIntegers()) {
        buffer.asIntBuffer().put(tensor.integers(), from, count);
      } else {
        buffer.asFloatBuffer().put(tensor.floats(), from, count);
      }
      writeFully(channel, buffer.limit(count * Float.BYTES));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
