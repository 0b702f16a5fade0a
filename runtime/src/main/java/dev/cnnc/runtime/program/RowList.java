package dev.cnnc.runtime.program;

import java.util.List;

/**
 * A list of rows of a table, each once, in the form that kernels use it: element 0 is how many
 * there are, the rows follow, and element {@code 1 + table rows + row} is 1 for the rows in the
 * list, else 0.
 *
 * <p>A table here is a tensor whose rows, the positions along its first axis, lie one after the
 * other: {@link #isTable}.
 */
public final class RowList {
  /** What precedes the name of a gradient in that of the list of its rows. */
  public static final String PREFIX = "rows.";

  private RowList() {}

  /** The layout of a list of some rows of {@code rows}. */
  public static Layout layout(int rows) {
    return Layout.rowMajor(List.of(Math.addExact(1, Math.multiplyExact(2, rows))));
  }

  /** Whether all that is stored between the starts of two rows belongs to the first. */
  public static boolean isTable(Layout layout) {
    if (layout.shape().isEmpty() || layout.offset() != 0) {
      return false;
    }
    int row = layout.strides().get(0);
    for (int axis = 1; axis < layout.shape().size(); axis++) {
      int extent = layout.shape().get(axis);
      if (extent > 1 && (long) extent * layout.strides().get(axis) > row) {
        return false;
      }
    }
    return (long) row * layout.shape().get(0) <= layout.length();
  }

  /** Lists the rows of a table that are not all zero. */
  public static void refresh(int[] list, float[] table, Layout layout) {
    int rows = layout.shape().get(0);
    int width = layout.strides().get(0);
    int count = 0;
    for (int row = 0; row < rows; row++) {
      boolean listed = !isZero(table, row * width, width);
      list[1 + rows + row] = listed ? 1 : 0;
      if (listed) {
        list[++count] = row;
      }
    }
    list[0] = count;
  }

  private static boolean isZero(float[] table, int from, int width) {
    for (int i = from; i < from + width; i++) {
      if (Float.floatToRawIntBits(table[i]) != 0) {
        return false;
      }
    }
    return true;
  }
}
