package dev.cnnc.compiler.command;

import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.file.InputFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the text of scripts. */
final class ScriptText {
  private static final long MOST_BYTES = 16 << 20;

  private ScriptText() {}

  /**
   * The script in a file; {@code -} stands for standard input.
   *
   * @throws IOException if it cannot be read, is no UTF-8 text or is larger than 16 MiB; the
   *     message names the file
   */
  static SourceFile read(Path file) throws IOException {
    if (file.toString().equals("-")) {
      return decode("<stdin>", System.in.readNBytes((int) MOST_BYTES + 1));
    }
    InputFiles.requireReadable(file);
    if (Files.size(file) > MOST_BYTES) {
      throw tooLarge(file.toString());
    }
    return decode(file.toString(), Files.readAllBytes(file));
  }

  private static SourceFile decode(String name, byte[] bytes) throws IOException {
    if (bytes.length > MOST_BYTES) {
      throw tooLarge(name);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new SourceFile(name, text);
    } catch (CharacterCodingException notText) {
      throw new IOException(name + ": not a script: it is no UTF-8 text", notText);
    }
  }

  private static IOException tooLarge(String name) {
    return new IOException(name + ": larger than the 16 MiB that a script may have");
  }
}
