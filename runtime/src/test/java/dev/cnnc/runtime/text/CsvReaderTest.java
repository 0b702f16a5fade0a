package dev.cnnc.runtime.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cnnc.runtime.file.FileFormatException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  private static Path file;

  @BeforeAll
  @BeforeContainer
  static void create() throws IOException {
    file = Files.createTempFile("table", ".csv");
  }

  @AfterAll
  @AfterContainer
  static void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  private static List<List<String>> rows(String text) throws IOException {
    return rows(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8, ',', true);
  }

  private static List<List<String>> rows(
      byte[] bytes, Charset charset, char delimiter, boolean quotes) throws IOException {
    Files.write(file, bytes);
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader reader = new CsvReader(file, charset, delimiter, quotes)) {
      rows.add(reader.header());
      for (List<String> row = reader.next(); !row.isEmpty(); row = reader.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** Tables of two and more columns, for a row of one empty field is an empty line. */
  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> field =
        Arbitraries.strings()
            .withChars("ab,;\t\"\n \u00e9\u4e2d\ud83d\ude00")
            .ofMaxLength(8)
            .filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
    return Arbitraries.integers()
        .between(2, 5)
        .flatMap(width -> field.list().ofSize(width).list().ofMinSize(1).ofMaxSize(6));
  }

  @Property
  void readsWhatTheRulesWrite(
      @ForAll("tables") List<List<String>> table,
      @ForAll("delimiters") char delimiter,
      @ForAll("lineEnds") String lineEnd,
      @ForAll boolean always,
      @ForAll boolean lastLineEnds)
      throws IOException {
    String text =
        table.stream()
            .map(
                row ->
                    row.stream()
                        .map(field -> written(field, delimiter, always))
                        .collect(Collectors.joining(String.valueOf(delimiter))))
            .collect(Collectors.joining(lineEnd));
    byte[] bytes = (text + (lastLineEnds ? lineEnd : "")).getBytes(StandardCharsets.UTF_8);
    assertEquals(table, rows(bytes, StandardCharsets.UTF_8, delimiter, true));
  }

  @Provide
  Arbitrary<Character> delimiters() {
    return Arbitraries.of(',', ';', '\t', '|');
  }

  @Provide
  Arbitrary<String> lineEnds() {
    return Arbitraries.of("\n", "\r\n", "\r");
  }

  private static String written(String field, char delimiter, boolean always) {
    boolean needed = field.indexOf(delimiter) >= 0 || field.contains("\"") || field.contains("\n");
    return always || needed ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }

  /** Whatever the bytes are: rows of the header's width, or one message that names the file. */
  @Property
  void anyBytesAreRowsOrAMessage(@ForAll("bytes") byte[] bytes, @ForAll boolean quotes)
      throws IOException {
    try {
      List<List<String>> rows = rows(bytes, StandardCharsets.UTF_8, ',', quotes);
      for (List<String> row : rows) {
        assertEquals(rows.get(0).size(), row.size());
      }
    } catch (FileFormatException message) {
      assertEquals(0, message.getMessage().indexOf(file + ": "));
    }
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.of(
            (byte) ',',
            (byte) '"',
            (byte) '\n',
            (byte) '\r',
            (byte) 'a',
            (byte) 0xC3,
            (byte) 0xA9,
            (byte) 0)
        .array(byte[].class)
        .ofMaxSize(12);
  }

  @Test
  void emptyLinesAndAByteOrderMarkArePassedOver() throws IOException {
    assertEquals(
        List.of(List.of("a", "b"), List.of("1", "2"), List.of("", "")),
        rows("\ufeff\n\na,b\n\n1,2\n,\n\n"));
  }

  @Test
  void quotesThatEncloseNothingAreCharacters() throws IOException {
    byte[] bytes = "a\tb\n\"x\" y\t\"\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        List.of(List.of("a", "b"), List.of("\"x\" y", "\"")),
        rows(bytes, StandardCharsets.UTF_8, '\t', false));
    assertEquals(List.of(List.of("a", "b"), List.of("5\" disk", "2")), rows("a,b\n5\" disk,2"));
  }

  @Test
  void otherCharsets() throws IOException {
    Charset western = Charset.forName("windows-1252");
    byte[] bytes = "text\ncaf\u00e9 \u2014".getBytes(western);
    assertEquals(
        List.of(List.of("text"), List.of("caf\u00e9 \u2014")), rows(bytes, western, ',', true));
    assertMessage(
        ": line 2 is no text in UTF-8; the setting for another is charset = ",
        () -> rows(bytes, StandardCharsets.UTF_8, ',', true));
    for (int line : new int[] {1, 2, 500, 20_000}) {
      byte[] mixed = ("text\n".repeat(line - 1) + "x\u00e9\n1\n2").getBytes(western);
      assertMessage(
          ": line " + line + " is no text in UTF-8",
          () -> rows(mixed, StandardCharsets.UTF_8, ',', true));
    }
    assertMessage(
        ": line 3 is no text in UTF-8",
        () ->
            rows(
                new byte[] {'a', '\n', '1', '\n', (byte) 0xC3}, StandardCharsets.UTF_8, ',', true));
  }

  @Test
  void damagedTablesAreExplained() throws IOException {
    assertMessage(": empty; expected a first line that names the columns", () -> rows(""));
    assertMessage(": empty; expected a first line that names the columns", () -> rows("\n\r\n"));
    assertMessage(
        ": line 3 has 1 field, the first line names 2 columns", () -> rows("a,b\n1,2\n3"));
    assertMessage(
        ": line 4 has 3 fields, the first line names 2 columns",
        () -> rows("a,b\n\"1\n1\",2\n3,4,5\n"));
    assertMessage(": line 2 has a quote that is never closed", () -> rows("a,b\n1,\"2\n3,4\n"));
    assertMessage(": line 2 goes on after a closing quote", () -> rows("a,b\n1,\"2\" 3\n"));
    assertMessage(": line 2 holds a character of number 0", () -> rows("a,b\n1,\0\n"));
    assertMessage(
        ": line 2 has a field of more than 1000000 characters",
        () -> rows("a,b\n1," + "x".repeat(1_000_001)));
    assertEquals(2, rows("a,b\n1," + "x".repeat(1_000_000)).size());
    assertMessage(": line 1 has more than 1000000 fields", () -> rows(",".repeat(1_000_000)));
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void assertMessage(String expected, Reading reading) {
    String message = assertThrows(FileFormatException.class, reading::run).getMessage();
    assertEquals(file + expected, message.substring(0, (file + expected).length()), message);
  }
}
