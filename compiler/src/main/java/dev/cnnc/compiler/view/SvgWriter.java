package dev.cnnc.compiler.view;

import dev.cnnc.compiler.view.Placement.Point;
import dev.cnnc.compiler.view.Placement.Rectangle;
import java.util.List;
import java.util.Locale;

/** Writes a drawing as SVG: placed here, so that no other program is needed to look at it. */
public final class SvgWriter {
  private final StringBuilder svg = new StringBuilder();

  private SvgWriter() {}

  public static String write(Drawing drawing) {
    return new SvgWriter().run(drawing, LayeredLayout.place(drawing));
  }

  private String run(Drawing drawing, Placement placement) {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " viewBox=\"0 0 %1$.0f %2$.0f\" font-family=\"monospace\" font-size=\"%3$.0f\">",
        placement.width(), placement.height(), LayeredLayout.FONT_SIZE);
    line("<title>%s</title>", escaped(drawing.title()));
    line(
        "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#444\"/>"
            + "</marker></defs>");
    line("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    for (int i = 0; i < drawing.arrows().size(); i++) {
      arrow(drawing.arrows().get(i), placement.routes().get(i));
    }
    for (Drawing.Box box : drawing.boxes()) {
      box(box, placement.boxes().get(box.id()));
    }
    return svg.append("</svg>\n").toString();
  }

  private void arrow(Drawing.Arrow arrow, List<Point> route) {
    StringBuilder path = new StringBuilder();
    Point previous = route.get(0);
    path.append(format("M%.1f %.1f", previous.x(), previous.y()));
    for (Point next : route.subList(1, route.size())) {
      double half = (previous.y() + next.y()) / 2;
      path.append(
          format(
              "C%.1f %.1f %.1f %.1f %.1f %.1f",
              previous.x(), half, next.x(), half, next.x(), next.y()));
      previous = next;
    }
    line("<path d=\"%s\" fill=\"none\" stroke=\"#444\" marker-end=\"url(#head)\"/>", path);
    if (!arrow.label().isEmpty()) {
      Point end = route.get(route.size() - 1);
      line(
          "<text x=\"%.1f\" y=\"%.1f\" font-size=\"10\" fill=\"#444\">%s</text>",
          end.x() + 8, end.y() - 12, escaped(arrow.label()));
    }
  }

  private void box(Drawing.Box box, Rectangle place) {
    line(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"5\" fill=\"%s\""
            + " stroke=\"#444\"/>",
        place.x() - place.width() / 2,
        place.top(),
        place.width(),
        place.height(),
        Palette.fill(box.kind()));
    double y = place.y() - (box.lines().size() - 1) * LayeredLayout.LINE_HEIGHT / 2;
    for (int i = 0; i < box.lines().size(); i++) {
      line(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" dominant-baseline=\"central\"%s>%s"
              + "</text>",
          place.x(),
          y + i * LayeredLayout.LINE_HEIGHT,
          i == 0 ? " font-weight=\"bold\"" : " fill=\"#333\"",
          escaped(box.lines().get(i)));
    }
  }

  private void line(String format, Object... arguments) {
    svg.append(format(format, arguments)).append('\n');
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
