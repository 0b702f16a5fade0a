package dev.cnnc.runtime.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds what is no text in a file; readers, which read ahead, know only that there is something.
 */
final class MalformedText {
  private static final int BUFFER = 1 << 13;

  private MalformedText() {}

  /** The line, from 1, with the first bytes that are no characters; the last one if all are. */
  static int line(Path file, Charset charset) throws IOException {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    CharBuffer characters = CharBuffer.allocate(BUFFER);
    int line = 1;
    try (InputStream in = Files.newInputStream(file)) {
      boolean end = false;
      while (!end) {
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        end = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
        CoderResult result;
        do {
          result = decoder.decode(bytes, characters, end);
          line += (int) characters.flip().chars().filter(c -> c == '\n').count();
          characters.clear();
        } while (result.isOverflow());
        if (result.isError()) {
          return line;
        }
        bytes.compact();
      }
    }
    return line;
  }
}
