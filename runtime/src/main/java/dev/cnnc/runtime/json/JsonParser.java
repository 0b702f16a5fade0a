package dev.cnnc.runtime.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recursive-descent parser; how deep it recurses is limited, whatever the text. */
final class JsonParser {
  private static final int MAX_DEPTH = 64;
  private static final int LONGEST_WHOLE_NUMBER = 18;

  private final String text;
  private int position;

  JsonParser(String text) {
    this.text = text;
  }

  Object parse() {
    Object value = value(0);
    skipSpace();
    if (position < text.length()) {
      throw problem("the value has ended, but found " + found());
    }
    return value;
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw problem("values are nested more than " + MAX_DEPTH + " deep");
    }
    skipSpace();
    if (position == text.length()) {
      throw problem("expected a value, found the end of the text");
    }
    char c = text.charAt(position);
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    position++;
    if (takes('}')) {
      return object;
    }
    do {
      skipSpace();
      if (position == text.length() || text.charAt(position) != '"') {
        throw problem("expected a key in quotes, found " + found());
      }
      int start = position;
      String key = string();
      if (object.containsKey(key)) {
        throw new JsonException("the key \"" + key + "\" occurs twice, again", start);
      }
      require(':');
      object.put(key, value(depth + 1));
    } while (takes(','));
    require('}');
    return object;
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    position++;
    if (takes(']')) {
      return array;
    }
    do {
      array.add(value(depth + 1));
    } while (takes(','));
    require(']');
    return array;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return string.toString();
      }
      if (c < 0x20) {
        position--;
        throw problem("a string holds a control character");
      }
      string.append(c == '\\' ? escaped() : c);
    }
    throw problem("a string has no end");
  }

  private char escaped() {
    char c = position < text.length() ? text.charAt(position++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw problem("unknown escape in a string");
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++, position++) {
      int digit = position < text.length() ? Character.digit(text.charAt(position), 16) : -1;
      if (digit < 0 || text.charAt(position) > 'f') {
        throw problem("\\u needs four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, position)) {
      throw problem("expected a value, found " + found());
    }
    position += word.length();
    return value;
  }

  private Object number() {
    int start = position;
    boolean whole = true;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    if (skip('.')) {
      whole = false;
      digits();
    }
    if (skip('e') || skip('E')) {
      whole = false;
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
    String number = text.substring(start, position);
    return whole && number.length() <= LONGEST_WHOLE_NUMBER
        ? (Object) Long.valueOf(number)
        : Double.valueOf(number);
  }

  private void digits() {
    int start = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    if (position == start) {
      throw problem("expected a value, found " + found());
    }
  }

  private boolean skip(char c) {
    boolean found = position < text.length() && text.charAt(position) == c;
    position += found ? 1 : 0;
    return found;
  }

  private boolean takes(char c) {
    skipSpace();
    return skip(c);
  }

  private void require(char c) {
    if (!takes(c)) {
      throw problem("expected '" + c + "', found " + found());
    }
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private String found() {
    return position < text.length() ? "'" + text.charAt(position) + "'" : "the end of the text";
  }

  private JsonException problem(String problem) {
    return new JsonException(problem, position);
  }
}
