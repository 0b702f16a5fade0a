package dev.cnnc.compiler.view;

/** The colours of boxes: pale enough for black text on them, in print too. */
final class Palette {
  private Palette() {}

  static String fill(Drawing.Kind kind) {
    return switch (kind) {
      case INPUT -> "#d7ecd9";
      case PARAMETER -> "#fde9c9";
      case STATE -> "#efe3d3";
      case LAYER -> "#dbe7f6";
      case GRADIENT -> "#f7d9dc";
      case OUTPUT -> "#e6dcf3";
    };
  }
}
