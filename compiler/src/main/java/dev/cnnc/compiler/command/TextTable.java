package dev.cnnc.compiler.command;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their longest cell; numbers stand at the right. */
final class TextTable {
  /** On which side of its column a cell stands. */
  enum Side {
    LEFT,
    RIGHT
  }

  private final List<Side> sides;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(Side... sides) {
    this.sides = List.of(sides);
  }

  TextTable row(String... cells) {
    return row(List.of(cells));
  }

  TextTable row(List<String> cells) {
    if (cells.size() != sides.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + sides.size() + " columns");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** A line of dashes across all columns. */
  TextTable rule() {
    rows.add(List.of());
    return this;
  }

  String render() {
    int[] widths = new int[sides.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    int total = 2 * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(row.isEmpty() ? "-".repeat(total) : line(row, widths)).append('\n');
    }
    return text.toString();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : "  ");
      line.append(sides.get(column) == Side.RIGHT ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
