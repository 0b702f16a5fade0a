package dev.cnnc.samples;

/** Works out what is written as in a schoolbook: {@code 1·2 + 3·(-4)}, {@code 9/4}. */
final class Arithmetic {
  private final String text;
  private int next;

  private Arithmetic(String text) {
    this.text = text.replace(" ", "");
  }

  static double evaluate(String text) {
    Arithmetic arithmetic = new Arithmetic(text);
    double value = arithmetic.sum();
    if (arithmetic.next != arithmetic.text.length()) {
      throw new IllegalArgumentException("not arithmetic: " + text);
    }
    return value;
  }

  private double sum() {
    double value = product();
    while (next < text.length() && "+-".indexOf(text.charAt(next)) >= 0) {
      value += text.charAt(next++) == '+' ? product() : -product();
    }
    return value;
  }

  private double product() {
    double value = factor();
    while (next < text.length() && "·/".indexOf(text.charAt(next)) >= 0) {
      if (text.charAt(next++) == '·') {
        value *= factor();
      } else {
        value /= factor();
      }
    }
    return value;
  }

  private double factor() {
    if (accept('-')) {
      return -factor();
    }
    if (accept('(')) {
      double value = sum();
      if (!accept(')')) {
        throw new IllegalArgumentException("')' is missing: " + text);
      }
      return value;
    }
    int start = next;
    while (next < text.length() && "0123456789.".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    return Double.parseDouble(text.substring(start, next));
  }

  private boolean accept(char wanted) {
    boolean found = next < text.length() && text.charAt(next) == wanted;
    next += found ? 1 : 0;
    return found;
  }
}
