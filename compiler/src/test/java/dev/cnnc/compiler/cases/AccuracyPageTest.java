package dev.cnnc.compiler.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * docs/accuracy.md tells the errors of generated code. With {@code -Dgolden.update=true} its tables
 * are written anew, otherwise nothing may be worse than it says.
 */
class AccuracyPageTest {
  private static final Path PAGE = Path.of("..", "docs", "accuracy.md");

  /** The order of sums depends on the machine's vectors. */
  private static final double SPREAD = 2;

  /** What a layer may err by that made none on the machine of the page. */
  private static final double ONE_ROUNDING = 1;

  @Test
  void layersOfRealisticSizes() throws IOException {
    check("sizes", Accuracy.sizes());
  }

  @Test
  void allLayersOnSmallTensors() throws IOException {
    check("layers", Accuracy.layers());
  }

  private static void check(String table, List<Accuracy.Row> rows) throws IOException {
    String begin = "<!-- " + table + " -->\n";
    String page = Files.readString(PAGE);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end -->", from);
    if (Boolean.getBoolean("golden.update")) {
      StringBuilder lines = new StringBuilder();
      String[] old = page.substring(from, to).split("\n");
      lines.append(old[0]).append('\n').append(old[1]).append('\n');
      rows.forEach(row -> lines.append(line(row)).append('\n'));
      page = page.substring(0, from) + lines + page.substring(to);
      Files.writeString(PAGE, page);
      to = page.indexOf("<!-- end -->", from);
    }
    Map<String, String[]> stated = new LinkedHashMap<>();
    page.substring(from, to)
        .lines()
        .skip(2)
        .map(line -> line.split("\\|"))
        .forEach(cells -> stated.put(cells[1].strip(), cells));
    List<String> wrong = new ArrayList<>();
    for (Accuracy.Row row : rows) {
      assertTrue(stated.containsKey(row.name()), PAGE + " does not have " + row.name());
      compare(row, stated.remove(row.name()), wrong);
    }
    assertEquals(Map.of(), stated, "rows of " + PAGE + " that are not measured");
    assertEquals(
        List.of(), wrong, PAGE + " says otherwise; -Dgolden.update=true writes its tables anew");
  }

  private static void compare(Accuracy.Row row, String[] cells, List<String> wrong) {
    for (int i = 0; i < row.ours().size(); i++) {
      String ours = cells[2 + 2 * i].strip();
      String torch = cells[3 + 2 * i].strip();
      double error = row.ours().get(i);
      double most = ours.equals("–") ? Double.NaN : Double.parseDouble(ours);
      boolean within = Double.isNaN(error) || error <= Math.max(ONE_ROUNDING, SPREAD * most);
      if (!within || !torch.equals(text(row.torch().get(i)))) {
        wrong.add(row.name() + ": " + error + ", PyTorch " + row.torch().get(i));
      }
    }
  }

  private static String line(Accuracy.Row row) {
    StringBuilder line = new StringBuilder("| ").append(row.name());
    for (int i = 0; i < row.ours().size(); i++) {
      line.append(" | ").append(text(row.ours().get(i)));
      line.append(" | ").append(text(row.torch().get(i)));
    }
    return line.append(" |").toString();
  }

  /** One significant figure, rounded up. */
  private static String text(double error) {
    if (Double.isNaN(error)) {
      return "–";
    }
    return error == 0
        ? "0"
        : new BigDecimal(error)
            .round(new MathContext(error < 10 ? 1 : 2, RoundingMode.UP))
            .toPlainString();
  }
}
