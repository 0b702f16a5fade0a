package dev.cnnc.compiler.draw;

/** Sizes in pixels that placing and drawing share. */
final class Style {
  static final double TITLE = 22;
  static final double SUBTITLE = 13;
  static final double FRAME_TITLE = 13;
  static final double BOX_TITLE = 15;
  static final double LINE = 12.5;
  static final double LABEL = 11.5;
  static final double PADDING = 8;
  static final double MARGIN = 16;

  /** From one line of text to the next, in sizes of its letters. */
  static final double LEADING = 1.35;

  private static final double LEAST_WIDTH = 90;

  private Style() {}

  static double width(Diagram.Box box) {
    // Bold letters are a little wider.
    double widest = 1.06 * TextWidth.of(box.title(), BOX_TITLE);
    for (String line : box.lines()) {
      widest = Math.max(widest, TextWidth.of(line, LINE));
    }
    return Math.max(LEAST_WIDTH, Math.ceil(widest + 3 * PADDING));
  }

  static double height(Diagram.Box box) {
    return Math.ceil((BOX_TITLE + LINE * box.lines().size()) * LEADING + 1.5 * PADDING);
  }
}
