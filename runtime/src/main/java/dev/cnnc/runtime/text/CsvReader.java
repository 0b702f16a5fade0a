package dev.cnnc.runtime.text;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.file.InputFiles;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the rows of a table in a text file (RFC 4180): fields between delimiters, a row a line. A
 * field that begins with a double quote ends with one, and may hold delimiters, line ends and,
 * doubled, double quotes. Lines end with CR LF, LF or CR. Empty lines are passed over, and so is a
 * byte order mark.
 */
public final class CsvReader implements Closeable {
  /** No field of a sound table is longer; but all that follows a quote that is never closed is. */
  private static final int LONGEST_FIELD = 1_000_000;

  private static final int MOST_FIELDS = 1_000_000;
  private static final int END = -1;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Path file;
  private final Charset charset;
  private final char delimiter;
  private final boolean quotes;
  private final PushbackReader reader;
  private final List<String> header;
  private int line = 1;
  private int rowLine = 1;

  /**
   * Opens a file and reads its first row, which names the columns.
   *
   * @param quotes whether a double quote at the beginning of a field encloses it; otherwise it is a
   *     character like any other
   * @throws FileFormatException if there is no row, or it is damaged
   */
  public CsvReader(Path file, Charset charset, char delimiter, boolean quotes) throws IOException {
    this.file = file;
    this.charset = charset;
    this.delimiter = delimiter;
    this.quotes = quotes;
    InputFiles.requireReadable(file);
    reader =
        new PushbackReader(
            new BufferedReader(
                new InputStreamReader(
                    Files.newInputStream(file),
                    charset
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT))));
    try {
      int first = read();
      if (first != BYTE_ORDER_MARK && first != END) {
        reader.unread(first);
      }
      header = nextOfAnyLength();
      if (header.isEmpty()) {
        throw new FileFormatException(file, "empty; expected a first line that names the columns");
      }
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  /** The names of the columns. */
  public List<String> header() {
    return header;
  }

  /** The line on which the row of the last {@link #next} begins, from 1. */
  public int line() {
    return rowLine;
  }

  /**
   * The fields of the next row, as many as there are columns; none after the last row.
   *
   * @throws FileFormatException if the row is damaged or has another number of fields
   */
  public List<String> next() throws IOException {
    List<String> fields = nextOfAnyLength();
    if (!fields.isEmpty() && fields.size() != header.size()) {
      throw damaged(
          rowLine,
          "has "
              + fields.size()
              + (fields.size() == 1 ? " field" : " fields")
              + ", the first line names "
              + header.size()
              + (header.size() == 1 ? " column" : " columns"));
    }
    return fields;
  }

  private List<String> nextOfAnyLength() throws IOException {
    List<String> fields = new ArrayList<>();
    int next = read();
    while (isLineEnd(next)) {
      endLine(next);
      next = read();
    }
    rowLine = line;
    if (next == END) {
      return fields;
    }
    while (true) {
      next = field(next, fields);
      if (next != delimiter) {
        endLine(next);
        return fields;
      }
      if (fields.size() == MOST_FIELDS) {
        throw damaged(rowLine, "has more than " + MOST_FIELDS + " fields");
      }
      next = read();
    }
  }

  /** Adds the field that begins with a character, and returns the one that ends it. */
  private int field(int first, List<String> fields) throws IOException {
    StringBuilder text = new StringBuilder();
    int next = first;
    if (quotes && first == '"') {
      next = quoted(text);
      if (next != delimiter && next != END && !isLineEnd(next)) {
        throw damaged(
            line,
            "goes on after a closing quote; a quote within quotes is written twice, and where"
                + " quotes enclose nothing the setting is quotes = false");
      }
    } else {
      while (next != delimiter && next != END && !isLineEnd(next)) {
        append(text, next);
        next = read();
      }
    }
    fields.add(text.toString());
    return next;
  }

  /** Reads the rest of a field in quotes, and returns the character after it. */
  private int quoted(StringBuilder text) throws IOException {
    int begin = line;
    while (true) {
      int next = read();
      if (next == END) {
        throw damaged(begin, "has a quote that is never closed");
      }
      if (next == '"') {
        next = read();
        if (next != '"') {
          return next;
        }
      } else if (isLineEnd(next)) {
        endLine(next);
        next = '\n';
      }
      append(text, next);
    }
  }

  private void append(StringBuilder text, int character) throws IOException {
    if (character == 0) {
      throw damaged(
          line, "holds a character of number 0; is the file text, and in " + charset + "?");
    }
    if (text.length() == LONGEST_FIELD) {
      throw damaged(
          rowLine,
          "has a field of more than " + LONGEST_FIELD + " characters; is a quote not closed?");
    }
    text.append((char) character);
  }

  private static boolean isLineEnd(int character) {
    return character == '\n' || character == '\r';
  }

  /** Counts a line, and takes the second character of its end if it has two. */
  private void endLine(int character) throws IOException {
    if (character == '\r') {
      int next = read();
      if (next != '\n' && next != END) {
        reader.unread(next);
      }
    }
    line++;
  }

  private int read() throws IOException {
    try {
      return reader.read();
    } catch (CharacterCodingException e) {
      throw damaged(
          MalformedText.line(file, charset),
          "is no text in "
              + charset
              + "; the setting for another is charset = \"windows-1252\", say");
    }
  }

  private FileFormatException damaged(int where, String problem) {
    return new FileFormatException(file, "line " + where + " " + problem);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
