package dev.cnnc.compiler.view;

import java.util.List;
import java.util.Map;

/**
 * A drawing with places, in pixels; y runs downwards.
 *
 * @param boxes by the id of the box
 * @param routes for each arrow of the drawing, in order, the points it runs through
 */
record Placement(
    double width, double height, Map<String, Rectangle> boxes, List<List<Point>> routes) {
  record Point(double x, double y) {}

  /** A box by its centre. */
  record Rectangle(double x, double y, double width, double height) {
    double top() {
      return y - height / 2;
    }

    double bottom() {
      return y + height / 2;
    }
  }
}
