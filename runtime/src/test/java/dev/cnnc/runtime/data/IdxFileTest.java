package dev.cnnc.runtime.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.file.FileFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  private static final byte[] IMAGES = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, (byte) 255
  };

  @TempDir Path folder;

  private Path write(byte... bytes) throws IOException {
    return Files.write(folder.resolve("data.idx"), bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  @Test
  void readsPlainAndGzippedFiles() throws IOException {
    for (byte[] bytes : List.of(IMAGES, gzip(IMAGES))) {
      IdxFile file = IdxFile.read(write(bytes));
      assertEquals(List.of(2, 1, 3), file.extents());
      assertArrayEquals(new byte[] {1, 2, 3, 4, 5, (byte) 255}, file.values());
    }
  }

  @Test
  void damagedFilesAreExplained() throws IOException {
    for (int length = 0; length < IMAGES.length; length++) {
      assertMessage("cut short", Arrays.copyOf(IMAGES, length));
      assertMessage("cut short", gzip(Arrays.copyOf(IMAGES, length)));
    }
    byte[] zipped = gzip(IMAGES);
    for (int length = 2; length < zipped.length; length++) {
      assertMessage("cut short", Arrays.copyOf(zipped, length));
    }
    zipped[zipped.length - 6] ^= 1; // the check sum
    assertMessage("gzip data are damaged", zipped);
    assertMessage("has more data than its shape [2, 1, 3] says", Arrays.copyOf(IMAGES, 23));
    assertMessage("no IDX file: it begins with the bytes 6d6f6465", "model LeNet".getBytes());
    assertMessage("element type 0x0d", new byte[] {0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 0});
    assertMessage("the extents [0]", new byte[] {0, 0, 8, 1, 0, 0, 0, 0});
    byte[] huge = IMAGES.clone();
    huge[4] = 127;
    huge[8] = 127;
    assertMessage("an IDX header with the extents", huge);
    huge[8] = 0;
    assertMessage("an IDX header with the extents", huge);
  }

  private void assertMessage(String part, byte[] bytes) throws IOException {
    Path file = write(bytes);
    var thrown = assertThrows(FileFormatException.class, () -> IdxFile.read(file));
    assertTrue(thrown.getMessage().startsWith(file + ": "), thrown.getMessage());
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
