package dev.cnnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The elements that are computed at once: {@code positions} values of one index times {@code
 * vectors} vectors along another.
 *
 * @param index empty if there is one position
 * @param lane empty if elements are single numbers
 */
record Tile(String index, int positions, String lane, int vectors, int lanes) {
  /** One element of a tile, a vector or a single number, by its distance from the tile's first. */
  record Element(int position, int vector, Map<String, Integer> shift) {
    String suffix() {
      return position + "_" + vector;
    }
  }

  List<Element> elements() {
    List<Element> elements = new ArrayList<>();
    for (int p = 0; p < positions; p++) {
      for (int v = 0; v < vectors; v++) {
        elements.add(new Element(p, v, LowerTerm.shift(index, p, lane, v * lanes)));
      }
    }
    return elements;
  }

  boolean isVector() {
    return !lane.isEmpty();
  }
}
