package dev.cnnc.runtime.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that its name always stands for a whole one: whoever looks, and whenever the
 * process dies, finds the old contents or the new.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What writes the contents. */
  @FunctionalInterface
  public interface Contents {
    /** Writes from the channel's beginning. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes to a temporary file beside the target, forces it to the disk and renames it. If that
   * fails, the target is as before and the temporary file is gone.
   *
   * @throws IOException if it fails, or if the target {@linkplain #requireWritable cannot be one}
   */
  public static void write(Path target, Contents contents) throws IOException {
    requireWritable(target);
    Path file = resolve(target);
    Path temporary =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Writes a text as {@link #write} does, in UTF-8. */
  public static void writeText(Path target, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    write(
        target,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /**
   * That a file of this name can be written or replaced as far as its name tells. A device or a
   * pipe is refused: it would be replaced for whoever else uses it.
   *
   * @throws IOException if it is a folder, is not a regular file, or is to be in no folder
   */
  public static void requireWritable(Path target) throws IOException {
    Path file = resolve(target);
    if (Files.isDirectory(file)) {
      throw new IOException(target + " is a folder, expected the name of a file to write");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(
          target + " is not a regular file, expected the name of a file to write");
    }
    requireFolder(file);
  }

  /**
   * That there is a folder for the file, whatever else is to be written in its place.
   *
   * @throws IOException if there is none
   */
  public static void requireFolder(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder + " to write a file in");
    }
  }

  private static Path resolve(Path target) throws IOException {
    return Files.isSymbolicLink(target) ? target.toRealPath() : target.toAbsolutePath();
  }
}
