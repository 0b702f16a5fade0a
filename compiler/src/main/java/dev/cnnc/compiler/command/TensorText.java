package dev.cnnc.compiler.command;

import dev.cnnc.runtime.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a tensor for people: its type, then a matrix of aligned numbers for each leading index.
 */
final class TensorText {
  private static final int MOST_VALUES = 10_000;
  private static final int SHOWN_DIGITS = 6;

  private TensorText() {}

  static String write(String name, Tensor tensor) {
    StringBuilder text = new StringBuilder(name).append(": ").append(tensor).append('\n');
    if (tensor.size() > MOST_VALUES) {
      return text.append("  too many numbers to print; name a file with --outputs\n").toString();
    }
    List<String> cells = cells(tensor);
    int width = cells.stream().mapToInt(String::length).max().orElse(0);
    int columns = tensor.rank() == 0 ? 1 : tensor.extent(tensor.rank() - 1);
    int rows = tensor.rank() < 2 ? 1 : tensor.extent(tensor.rank() - 2);
    for (int i = 0; i < cells.size(); i++) {
      boolean newMatrix = i > 0 && i % (rows * columns) == 0;
      text.append(newMatrix ? "\n" : "").append(i % columns == 0 ? "  " : " ");
      text.append(" ".repeat(width - cells.get(i).length())).append(cells.get(i));
      text.append(i % columns == columns - 1 ? "\n" : "");
    }
    return text.toString();
  }

  private static List<String> cells(Tensor tensor) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < tensor.size(); i++) {
      cells.add(
          tensor.isIntegers()
              ? Integer.toString(tensor.integers()[i])
              : number(tensor.floats()[i]));
    }
    return cells;
  }

  /** Six digits, which is less than a float has: what rounding left behind is not shown. */
  static String number(float value) {
    if (!Float.isFinite(value)) {
      return Float.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(SHOWN_DIGITS));
    boolean moderate = Math.abs(value) < 1e7 && (value == 0 || Math.abs(value) >= 1e-4);
    BigDecimal plain = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
    return moderate ? plain.toPlainString() : plain.toString();
  }
}
