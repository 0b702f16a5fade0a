package dev.cnnc.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Provide
  Arbitrary<Object> values() {
    return Arbitraries.lazyOf(
        () -> Arbitraries.strings().map(text -> (Object) text),
        () -> Arbitraries.longs().between(-99_999_999_999_999L, 999_999_999_999_999L).map(n -> n),
        () -> Arbitraries.doubles().map(number -> number),
        () -> Arbitraries.of(true, false),
        () -> values().list().ofMaxSize(3).map(list -> list),
        () -> Arbitraries.maps(Arbitraries.strings(), values()).ofMaxSize(3).map(map -> map));
  }

  @Property(tries = 200)
  void whatIsWrittenReadsBack(@ForAll("values") Object value) {
    assertEquals(value, Json.parse(Json.write(value)));
  }

  @Test
  void readsTheWholeNotation() {
    Object value =
        Json.parse(
            " { \"a\" : [1, -2.5e+3, 0.5, true, false, null, {}, []],\n\t\"\\u00e9\\n\\/\" : \"\\\"\" }");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put(
        "a", java.util.Arrays.asList(1L, -2500.0, 0.5, true, false, null, Map.of(), List.of()));
    expected.put("é\n/", "\"");
    assertEquals(expected, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "\"abc",
        "\"\\x\"",
        "\"\\u12g4\"",
        "01",
        "1.",
        "-",
        "+1",
        "1e",
        ".5",
        "nul",
        "true false",
        "[1,]",
        "{\"a\":1,}",
        "\"\n\"",
        "{\"a\":1,\"a\":2}",
        "NaN",
        "'a'"
      })
  void malformedTextIsRejected(String text) {
    JsonException thrown = assertThrows(JsonException.class, () -> Json.parse(text));
    assertTrue(thrown.getMessage().matches("(?s).+ at character \\d+"), thrown.getMessage());
  }

  @Test
  void nestingIsLimited() {
    var thrown = assertThrows(JsonException.class, () -> Json.parse("[".repeat(1_000_000)));
    assertTrue(thrown.getMessage().startsWith("values are nested more than 64 deep"));
    Json.parse("[".repeat(60) + "]".repeat(60));
  }

  @Test
  void numbersThatJsonCannotSayAreNull() {
    assertEquals("[null,null,0.1]", Json.write(List.of(Double.NaN, Float.POSITIVE_INFINITY, 0.1f)));
    assertThrows(IllegalArgumentException.class, () -> Json.write('c'));
  }
}
