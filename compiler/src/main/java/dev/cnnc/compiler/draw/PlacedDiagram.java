package dev.cnnc.compiler.draw;

import java.util.List;
import java.util.Map;

/**
 * A diagram and where its parts are, in pixels from the upper left corner.
 *
 * @param frames the place of each frame, by its id
 * @param boxes the place of each box, by its id
 * @param arrows the way of each arrow, in the order of the diagram's arrows
 */
record PlacedDiagram(
    Diagram diagram,
    double width,
    double height,
    Map<String, Area> frames,
    Map<String, Area> boxes,
    List<Way> arrows) {
  record Area(double x, double y, double width, double height) {}

  record Point(double x, double y) {}

  /**
   * @param points start, bends and end
   * @param label where the label goes; null without one
   */
  record Way(List<Point> points, Area label) {}
}
