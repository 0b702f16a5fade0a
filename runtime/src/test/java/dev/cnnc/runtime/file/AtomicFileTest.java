package dev.cnnc.runtime.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("weights"), "old");
    IOException failure = new IOException("disk full");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[100]));
                      throw failure;
                    }));
    assertEquals(failure, thrown);
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), Files.list(folder).toList());
    AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(new byte[] {'n'})));
    assertEquals("n", Files.readString(file));
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, channel -> channel.write(ByteBuffer.wrap(new byte[] {'n'})));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("n", Files.readString(file));
  }

  @Test
  void impossibleTargetsAreExplained() {
    assertMessage("is a folder", folder);
    assertMessage("there is no folder", folder.resolve("missing/file"));
  }

  @Test
  void aPipeIsNeitherReplacedNorWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    assertMessage("is not a regular file", pipe);
    assertTrue(Files.exists(pipe) && !Files.isRegularFile(pipe));
    assertEquals(List.of(pipe), Files.list(folder).toList());
  }

  private static void assertMessage(String part, Path target) {
    var thrown = assertThrows(IOException.class, () -> AtomicFile.write(target, channel -> {}));
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
