package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The words on a drawing. */
final class Labels {
  private static final int LONGEST = 46;

  private Labels() {}

  /** {@code 20 × 24 × 24}, for one example; {@code scalar} without an axis. */
  static String shape(Value value) {
    String extents =
        value.shape().extents().stream().map(String::valueOf).collect(Collectors.joining(" × "));
    String shape = extents.isEmpty() ? "scalar" : extents;
    return value.type() == ElementType.I32 ? "i32 " + shape : shape;
  }

  /** {@code 431,080 parameters} */
  static String parameters(long count) {
    return String.format(Locale.ROOT, count == 1 ? "%,d parameter" : "%,d parameters", count);
  }

  /** The text a value was written as, on one line; empty if it was not written in a script. */
  static String source(Origin origin) {
    return origin.span() == SourceSpan.NONE
        ? ""
        : shortened(origin.span().text().replaceAll("\\s+", " ").strip());
  }

  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  /** The text on up to three lines, broken at spaces. */
  static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > LONGEST) {
        if (lines.size() == 2) {
          lines.add(line + " …");
          return lines;
        }
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(shortened(word));
    }
    lines.add(line.toString());
    return lines;
  }

  /** What follows the last dot. */
  static String lastPart(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** What comes before the last dot; empty without one. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }
}
