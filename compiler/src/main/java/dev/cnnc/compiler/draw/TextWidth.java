package dev.cnnc.compiler.draw;

/**
 * How wide text is in a common sans-serif face. An estimate: which face a viewer has is not known,
 * and asking this machine's fonts would give another drawing on each machine.
 */
final class TextWidth {
  private TextWidth() {}

  /** The width in pixels of text of a size in pixels. */
  static double of(String text, double size) {
    return size * text.codePoints().mapToDouble(TextWidth::ems).sum();
  }

  private static double ems(int c) {
    if ("ijl.,:;'|!".indexOf(c) >= 0) {
      return 0.29;
    } else if ("frt()[]-/ ".indexOf(c) >= 0) {
      return 0.38;
    } else if ("mwMW%".indexOf(c) >= 0) {
      return 0.88;
    } else if (Character.isUpperCase(c)) {
      return 0.70;
    }
    return c < 0x2000 ? 0.61 : 1.0;
  }
}
