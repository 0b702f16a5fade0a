package dev.cnnc.compiler.training;

import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What collects the values of some columns of a table, row by row. */
interface TableField {
  /** The columns whose values it takes. */
  List<String> columns();

  /**
   * Takes the values of a row.
   *
   * @throws IllegalArgumentException if one is not of its kind; nothing else is wrong then
   */
  void add(List<String> values);

  /** Numbers: of each row a tensor, row-major. */
  final class Numbers implements TableField {
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final List<String> columns;
    private final int[] shape;
    private final boolean integers;
    private float[] floats = {};
    private int[] wholes = {};
    private int size;

    /**
     * @param columns as many as a tensor of the shape has elements
     */
    Numbers(List<String> columns, List<Integer> shape, boolean integers) {
      this.columns = List.copyOf(columns);
      this.shape = shape.stream().mapToInt(e -> e).toArray();
      this.integers = integers;
    }

    @Override
    public List<String> columns() {
      return columns;
    }

    @Override
    public void add(List<String> values) {
      if (values.size() > MOST - size) {
        throw new IllegalArgumentException("more numbers than an array holds");
      }
      int end = size + values.size();
      if (end > Math.max(floats.length, wholes.length)) {
        int room = (int) Math.min(MOST, Math.max(1024L, 2L * end));
        floats = integers ? floats : Arrays.copyOf(floats, room);
        wholes = integers ? Arrays.copyOf(wholes, room) : wholes;
      }
      for (int i = 0; i < values.size(); i++) {
        if (integers) {
          wholes[size + i] = whole(columns.get(i), values.get(i));
        } else {
          floats[size + i] = number(columns.get(i), values.get(i));
        }
      }
      size = end;
    }

    Column column() {
      int[] extents =
          IntStream.concat(IntStream.of(size / columns.size()), IntStream.of(shape)).toArray();
      return Column.of(
          integers
              ? Tensor.ofIntegers(Arrays.copyOf(wholes, size), extents)
              : Tensor.of(Arrays.copyOf(floats, size), extents));
    }

    private static float number(String column, String text) {
      try {
        // The JDK also reads "NaN", "1f" and "0x1p3".
        if (text.chars()
            .allMatch(c -> c <= '9' ? c >= '0' || "+-. ".indexOf(c) >= 0 : c == 'e' || c == 'E')) {
          float value = Float.parseFloat(text.trim());
          if (Float.isFinite(value)) {
            return value;
          }
        }
      } catch (NumberFormatException e) {
        // Told below.
      }
      throw new IllegalArgumentException(wrong(column, "a number", text));
    }

    private static int whole(String column, String text) {
      try {
        return Integer.parseInt(text.trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(wrong(column, "a whole number", text), e);
      }
    }

    private static String wrong(String column, String expected, String text) {
      return "column '" + column + "' should hold " + expected + ", found '" + text + "'";
    }
  }

  /** Texts of one column. */
  final class Texts implements TableField {
    private final String column;
    private final List<String> values = new ArrayList<>();
    private final Map<String, String> known = new HashMap<>();
    private final boolean repeated;

    /**
     * @param repeated whether few different texts occur, as for classes, each of which is kept once
     */
    Texts(String column, boolean repeated) {
      this.column = column;
      this.repeated = repeated;
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public void add(List<String> row) {
      String text = row.get(0);
      values.add(repeated ? known.computeIfAbsent(text, t -> t) : text);
    }

    List<String> values() {
      return values;
    }
  }
}
