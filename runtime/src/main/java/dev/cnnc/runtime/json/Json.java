package dev.cnnc.runtime.json;

import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) as plain Java values: {@code Map<String, Object>} in the order of the text,
 * {@code List<Object>}, {@code String}, {@code Long} for whole numbers that fit, {@code Double},
 * {@code Boolean}, {@code null}.
 */
public final class Json {
  private Json() {}

  /**
   * Reads a text.
   *
   * @throws JsonException if it is malformed, an object has a key twice, or values are nested more
   *     than 64 deep
   */
  public static Object parse(String text) {
    return new JsonParser(text).parse();
  }

  /**
   * Writes a value on one line, without spaces. Floats and doubles have the shortest form that
   * reads back as the same number; what is not finite is written as {@code null}, since JSON has no
   * name for it.
   *
   * @throws IllegalArgumentException if there is a value of another class
   */
  public static String write(Object value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(Object value, StringBuilder text) {
    if (value == null || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof String string) {
      writeString(string, text);
    } else if (value instanceof Double || value instanceof Float) {
      text.append(Double.isFinite(((Number) value).doubleValue()) ? value.toString() : "null");
    } else if (value instanceof Long || value instanceof Integer) {
      text.append(value);
    } else if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(separator);
        writeString((String) entry.getKey(), text);
        text.append(':');
        write(entry.getValue(), text);
        separator = ",";
      }
      text.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object element : list) {
        text.append(separator);
        write(element, text);
        separator = ",";
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else {
      throw new IllegalArgumentException("JSON has no form for " + value.getClass().getName());
    }
  }

  private static void writeString(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || Character.isSurrogate(c)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
