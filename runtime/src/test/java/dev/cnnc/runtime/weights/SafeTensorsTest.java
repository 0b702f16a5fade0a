package dev.cnnc.runtime.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  @TempDir Path folder;

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenReadsBack(
      @ForAll @Size(max = 5)
          Map<
                  @AlphaChars @StringLength(min = 1, max = 9) String,
                  @Size(max = 3) List<@IntRange(max = 4) Integer>>
              shapes,
      @ForAll @Size(max = 3) Map<String, String> metadata,
      @ForAll int bits)
      throws IOException {
    Map<String, Tensor> tensors = new TreeMap<>();
    int next = bits;
    for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
      int[] shape = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
      boolean integers = (next & 1) == 1;
      Tensor tensor = integers ? Tensor.zeroIntegers(shape) : Tensor.zeros(shape);
      for (int i = 0; i < tensor.size(); i++) {
        next = next * 1664525 + 1013904223;
        if (integers) {
          tensor.integers()[i] = next;
        } else {
          tensor.floats()[i] = next * 0x1p-20f;
        }
      }
      tensors.put(entry.getKey(), tensor);
    }
    Path file = Files.createTempFile("round-trip", ".safetensors");
    try {
      SafeTensors.write(file, new TensorFile(tensors, metadata));
      byte[] bytes = Files.readAllBytes(file);
      assertEquals(0, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
      TensorFile back = SafeTensors.read(file);
      assertEquals(metadata, back.metadata());
      assertEquals(tensors.keySet(), back.tensors().keySet());
      back.tensors().forEach((name, tensor) -> assertSame(tensors.get(name), tensor));
      SafeTensors.write(file, back);
      assertArrayEquals(bytes, Files.readAllBytes(file), "equal contents give equal bytes");
    } finally {
      Files.delete(file);
    }
  }

  private static void assertSame(Tensor expected, Tensor actual) {
    assertEquals(expected.toString(), actual.toString());
    if (expected.isIntegers()) {
      assertArrayEquals(expected.integers(), actual.integers());
    } else {
      assertArrayEquals(expected.floats(), actual.floats());
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    SafeTensors.write(
        file,
        new TensorFile(
            Map.of(
                "b", Tensor.ofIntegers(new int[] {-2}),
                "a.weight", Tensor.of(new float[] {1, 0.5f}, 1, 2)),
            Map.of("seed", "17")));
    String header =
        "{\"__metadata__\":{\"seed\":\"17\"},"
            + "\"a.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[8,12]}}";
    int length = (header.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + length + 12).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(length).put(header.getBytes(StandardCharsets.UTF_8));
    while (expected.position() < 8 + length) {
      expected.put((byte) ' ');
    }
    expected.putFloat(1).putFloat(0.5f).putInt(-2);
    assertArrayEquals(expected.array(), Files.readAllBytes(file));
    assertEquals(List.of(file), Files.list(folder).toList(), "no temporary file is left");
  }

  private Path file(String header, byte... data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(data);
    return Files.write(folder.resolve("file.safetensors"), bytes.array());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static String header(String dtype, int bytes, int elements) {
    return "{\"t\":{\"dtype\":\""
        + dtype
        + "\",\"shape\":["
        + elements
        + "],\"data_offsets\":[0,"
        + bytes
        + "]}}";
  }

  @Test
  void otherFormatsBecomeFloatsAndIntegers() throws IOException {
    // 1.0, -0.5, smallest subnormal, infinity
    assertFloats(
        "F16", bytes(0, 0x3C, 0, 0xB8, 1, 0, 0, 0x7C), 1, -0.5f, 0x1p-24f, Float.POSITIVE_INFINITY);
    assertFloats("BF16", bytes(0x80, 0x3F, 0x20, 0xC1), 1, -10);
    assertFloats("F64", bytes(0, 0, 0, 0, 0, 0, 0xF8, 0x3F), 1.5f);
    assertIntegers("I64", bytes(0xFE, 255, 255, 255, 255, 255, 255, 255), -2);
    assertIntegers("I16", bytes(0, 0x80), -32768);
    assertIntegers("I8", bytes(0xFF, 3), -1, 3);
    assertIntegers("U8", bytes(0xFF, 3), 255, 3);
    assertIntegers("BOOL", bytes(1, 0), 1, 0);
  }

  private void assertFloats(String dtype, byte[] data, float... expected) throws IOException {
    Path file = file(header(dtype, data.length, expected.length), data);
    assertArrayEquals(expected, SafeTensors.read(file).tensors().get("t").floats());
  }

  private void assertIntegers(String dtype, byte[] data, int... expected) throws IOException {
    Path file = file(header(dtype, data.length, expected.length), data);
    assertArrayEquals(expected, SafeTensors.read(file).tensors().get("t").integers());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]                                                             | no JSON object",
        "{\"t\":                                                         | header is malformed",
        "{\"t\":{\"dtype\":\"F32\"}}                                     | needs dtype, shape",
        "{\"t\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,4]}} | dtype F8; known are [F32",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | needs 8 bytes",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | has -1 where a size",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}} | has 1.0 where a size",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[99999,99999],\"data_offsets\":[0,4]}} | more elements",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[0,9999999999],\"data_offsets\":[0,0]}} | more elements",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | cut short: tensor 't'",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | before it ends at 0",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}} | 2 bytes after the last",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"u\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | begins at byte 2",
        "{\"__metadata__\":{\"a\":1}}                                    | strings only, 'a' is none",
        "{\"__metadata__\":[]}                                           | __metadata__ is no JSON",
      })
  void damagedHeadersAreExplained(String header, String message) throws IOException {
    assertMessage(message, file(header, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
  }

  @Test
  void otherFilesAreExplained() throws IOException {
    Path file = folder.resolve("file.safetensors");
    assertMessage("has 3 bytes", Files.write(file, new byte[3]));
    assertMessage("no safetensors file, or cut short", Files.writeString(file, "model LeNet {}"));
    assertMessage(
        "header of 18446744073709551615 bytes",
        Files.write(file, bytes(255, 255, 255, 255, 255, 255, 255, 255, 0)));
    assertMessage("no UTF-8", Files.write(file, bytes(2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0x28)));
    assertMessage("does not fit 32 bits", file(header("I64", 8, 1), bytes(0, 0, 0, 0, 1, 0, 0, 0)));
    Path missing = folder.resolve("missing");
    IOException thrown = assertThrows(IOException.class, () -> SafeTensors.read(missing));
    assertEquals("there is no file " + missing, thrown.getMessage());
    thrown = assertThrows(IOException.class, () -> SafeTensors.read(folder));
    assertEquals(folder + " is a folder, expected a file", thrown.getMessage());
  }

  private static void assertMessage(String part, Path file) {
    var thrown = assertThrows(FileFormatException.class, () -> SafeTensors.read(file));
    assertTrue(thrown.getMessage().startsWith(file + ": "), thrown.getMessage());
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }

  /** Whatever happens to a file, reading it succeeds or explains. */
  @Test
  void cutOrChangedFilesNeverFailOtherwise() throws IOException {
    Path file = folder.resolve("file.safetensors");
    SafeTensors.write(
        file,
        new TensorFile(
            Map.of("a", Tensor.zeros(2, 3), "b", Tensor.zeroIntegers(2)), Map.of("k", "v")));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(FileFormatException.class, () -> SafeTensors.read(file));
    }
    for (int position = 0; position < whole.length; position++) {
      for (int flip : new int[] {0x01, 0x10, 0x80}) {
        byte[] changed = whole.clone();
        changed[position] ^= (byte) flip;
        Files.write(file, changed);
        try {
          SafeTensors.read(file);
        } catch (FileFormatException expected) {
          assertTrue(expected.getMessage().startsWith(file.toString()));
        }
      }
    }
  }
}
