package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.draw.PlacedDiagram.Area;
import dev.cnnc.compiler.draw.PlacedDiagram.Point;
import dev.cnnc.compiler.draw.PlacedDiagram.Way;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws a diagram as SVG: one self-contained file on a light ground. */
public final class SvgDrawing {
  /** The layout of so many boxes takes seconds; that of more is not worth waiting for. */
  public static final int MOST_BOXES = 5000;

  private static final double HEADER =
      Style.MARGIN + (Style.TITLE + Style.SUBTITLE) * Style.LEADING;
  private static final double FOOTER = 44;
  private static final double BEND = 7;
  private static final String FORWARD_ARROW = "#5f6b7a";
  private static final String BACKWARD_ARROW = Kind.BACKWARD.stroke();

  private final PlacedDiagram placed;
  private final StringBuilder svg = new StringBuilder();

  private SvgDrawing(PlacedDiagram placed) {
    this.placed = placed;
  }

  /** The text of an SVG file. The same diagram gives the same text. */
  public static String draw(Diagram diagram) {
    return new SvgDrawing(PlaceDiagram.place(diagram)).draw();
  }

  private String draw() {
    Diagram diagram = placed.diagram();
    Set<Kind> kinds = diagram.boxes().stream().map(Diagram.Box::kind).collect(Collectors.toSet());
    double width = Math.max(placed.width(), legendWidth(kinds));
    width = Math.max(width, TextWidth.of(diagram.title(), Style.TITLE) + 2 * Style.MARGIN);
    width = Math.max(width, TextWidth.of(diagram.subtitle(), Style.SUBTITLE) + 2 * Style.MARGIN);
    double height = HEADER + placed.height() + FOOTER;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " viewBox=\"0 0 %.0f %.0f\" font-family=\"Inter, 'Helvetica Neue', Helvetica, Arial,"
            + " 'DejaVu Sans', sans-serif\">",
        width, height, width, height);
    add("<title>%s</title>", escape(diagram.title()));
    marker("forward", FORWARD_ARROW);
    marker("backward", BACKWARD_ARROW);
    add("<rect width=\"100%%\" height=\"100%%\" rx=\"10\" fill=\"#fdfdfc\"/>");
    double titleAt = Style.MARGIN + Style.TITLE;
    text(width / 2, titleAt, Style.TITLE, "700", "#1f2933", diagram.title());
    double subtitleAt = titleAt + Style.SUBTITLE * Style.LEADING;
    text(width / 2, subtitleAt, Style.SUBTITLE, "400", "#5f6b7a", diagram.subtitle());
    add("<g transform=\"translate(%.1f %.1f)\">", (width - placed.width()) / 2, HEADER);
    diagram.frames().forEach(this::frame);
    for (int i = 0; i < diagram.arrows().size(); i++) {
      arrow(diagram.arrows().get(i), placed.arrows().get(i));
    }
    diagram.frames().forEach(this::frameTitle);
    diagram.boxes().forEach(this::box);
    add("</g>");
    legend(kinds, width, height);
    add("</svg>");
    return svg.toString();
  }

  private void marker(String id, String colour) {
    add(
        "<marker id=\"%s\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0.5 8 4 0 7.5z\" fill=\"%s\"/>"
            + "</marker>",
        id, colour);
  }

  private void frame(Diagram.Frame frame) {
    Area area = placed.frames().get(frame.id());
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"12\" fill=\"#1f2933\""
            + " fill-opacity=\"0.035\" stroke=\"#c3cad3\" stroke-dasharray=\"5 4\"/>",
        area.x(), area.y(), area.width(), area.height());
  }

  /** Drawn over the arrows, with a light edge, so that it stays readable where one crosses it. */
  private void frameTitle(Diagram.Frame frame) {
    Area area = placed.frames().get(frame.id());
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" fill=\"#5f6b7a\" stroke=\"#f4f4f4\""
            + " stroke-width=\"4\" paint-order=\"stroke\">%s</text>",
        area.x() + Style.MARGIN,
        area.y() + Style.PADDING + Style.FRAME_TITLE,
        Style.FRAME_TITLE,
        escape(frame.title()));
  }

  private void box(Diagram.Box box) {
    Area area = placed.boxes().get(box.id());
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"9\" fill=\"%s\""
            + " stroke=\"%s\" stroke-width=\"1.4\"/>",
        area.x(), area.y(), area.width(), area.height(), box.kind().fill(), box.kind().stroke());
    double centre = area.x() + area.width() / 2;
    double y = area.y() + Style.PADDING / 2 + Style.BOX_TITLE * 1.1;
    text(centre, y, Style.BOX_TITLE, "600", "#1f2933", box.title());
    for (String line : box.lines()) {
      y += Style.LINE * Style.LEADING;
      text(centre, y, Style.LINE, "400", "#48535f", line);
    }
  }

  private void arrow(Diagram.Arrow arrow, Way way) {
    String colour = arrow.backward() ? BACKWARD_ARROW : FORWARD_ARROW;
    add(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\""
            + " marker-end=\"url(#%s)\"/>",
        path(way.points()), colour, arrow.backward() ? "backward" : "forward");
    if (way.label() != null) {
      Area label = way.label();
      text(
          label.x() + label.width() / 2,
          label.y() + Style.LABEL,
          Style.LABEL,
          "400",
          colour,
          arrow.label());
    }
  }

  /** Straight lines with rounded bends. */
  private static String path(List<Point> points) {
    StringBuilder path = new StringBuilder();
    path.append(format("M%.1f %.1f", points.get(0).x(), points.get(0).y()));
    for (int i = 1; i < points.size() - 1; i++) {
      Point bend = points.get(i);
      Point before = towards(bend, points.get(i - 1));
      Point after = towards(bend, points.get(i + 1));
      path.append(
          format(
              " L%.1f %.1f Q%.1f %.1f %.1f %.1f",
              before.x(), before.y(), bend.x(), bend.y(), after.x(), after.y()));
    }
    Point end = points.get(points.size() - 1);
    return path.append(format(" L%.1f %.1f", end.x(), end.y())).toString();
  }

  /** The point at most {@code BEND} from {@code from}, and at most half way to {@code to}. */
  private static Point towards(Point from, Point to) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double distance = Math.hypot(dx, dy);
    double part = distance == 0 ? 0 : Math.min(BEND, distance / 2) / distance;
    return new Point(from.x() + part * dx, from.y() + part * dy);
  }

  private static double legendWidth(Set<Kind> kinds) {
    double width = 2 * Style.MARGIN;
    for (Kind kind : kinds) {
      width += 14 + Style.PADDING + TextWidth.of(kind.meaning(), Style.LABEL) + Style.MARGIN;
    }
    return width;
  }

  private void legend(Set<Kind> kinds, double width, double height) {
    double x = (width - legendWidth(kinds)) / 2 + Style.MARGIN * 1.5;
    double y = height - FOOTER / 2;
    for (Kind kind : Kind.values()) {
      if (!kinds.contains(kind)) {
        continue;
      }
      add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"14\" rx=\"4\" fill=\"%s\""
              + " stroke=\"%s\"/>",
          x, y - 11, kind.fill(), kind.stroke());
      x += 14 + Style.PADDING;
      add(
          "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" fill=\"#5f6b7a\">%s</text>",
          x, y, Style.LABEL, escape(kind.meaning()));
      x += TextWidth.of(kind.meaning(), Style.LABEL) + Style.MARGIN;
    }
  }

  private void text(double x, double y, double size, String weight, String colour, String text) {
    if (!text.isEmpty()) {
      add(
          "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" font-weight=\"%s\" fill=\"%s\""
              + " text-anchor=\"middle\">%s</text>",
          x, y, size, weight, colour, escape(text));
    }
  }

  /** Text for XML; characters that XML cannot hold become a replacement character. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                  boolean allowed =
                      c == '\t'
                          || (c >= ' ' && c < 0xD800)
                          || (c > 0xDFFF && c < 0xFFFE)
                          || c > 0xFFFF;
                  escaped.appendCodePoint(allowed ? c : 0xFFFD);
                }
              }
            });
    return escaped.toString();
  }

  private void add(String format, Object... arguments) {
    svg.append(format(format, arguments)).append('\n');
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
