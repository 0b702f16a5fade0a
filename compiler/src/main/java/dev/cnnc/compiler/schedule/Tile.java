package dev.cnnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The elements that are computed at once: all combinations of the sides' values, times {@code
 * vectors} vectors along the lane index.
 *
 * @param lane empty if elements are single numbers
 */
record Tile(List<Schedule.Side> sides, String lane, int vectors, int lanes) {
  Tile {
    sides = List.copyOf(sides);
  }

  /** The distances of the elements, vectors or single numbers, from the tile's first, by index. */
  List<Map<String, Integer>> elements() {
    List<Map<String, Integer>> elements = List.of(Map.of());
    for (Schedule.Side side : sides) {
      elements = times(elements, side.index(), side.size(), 1);
    }
    return lane.isEmpty() ? elements : times(elements, lane, vectors, lanes);
  }

  private static List<Map<String, Integer>> times(
      List<Map<String, Integer>> elements, String index, int size, int step) {
    List<Map<String, Integer>> product = new ArrayList<>();
    for (Map<String, Integer> element : elements) {
      for (int value = 0; value < size; value++) {
        Map<String, Integer> shifted = new HashMap<>(element);
        shifted.put(index, value * step);
        product.add(shifted);
      }
    }
    return product;
  }

  boolean isVector() {
    return !lane.isEmpty();
  }

  boolean hasSide(String index) {
    return sides.stream().anyMatch(side -> side.index().equals(index));
  }

  int size(String index) {
    return sides.stream()
        .filter(side -> side.index().equals(index))
        .mapToInt(Schedule.Side::size)
        .findFirst()
        .orElse(1);
  }

  /** The same with another size along one side. */
  Tile with(String index, int size) {
    List<Schedule.Side> changed =
        sides.stream()
            .map(side -> side.index().equals(index) ? new Schedule.Side(index, size) : side)
            .toList();
    return new Tile(changed, lane, vectors, lanes);
  }

  Tile withVectors(int number) {
    return new Tile(sides, lane, number, lanes);
  }

  /** The same elements one at a time. */
  Tile withoutSides() {
    return new Tile(List.of(), lane, vectors, lanes);
  }

  /** The same elements as single numbers. */
  Tile withoutLane() {
    return new Tile(sides, "", 1, lanes);
  }
}
