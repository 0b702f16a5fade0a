package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.tree.Name;
import java.util.List;

/** What can be asked of a tensor's shape: {@code x.shape}, {@code x.channels}, … */
final class Members {
  static final List<String> NAMES =
      List.of("shape", "rank", "channels", "height", "width", "length");

  private Members() {}

  static Meaning of(Frame frame, Name name, Shape shape) {
    int rank = shape.rank();
    int axis;
    switch (name.text()) {
      case "shape":
        return Constant.of(shape);
      case "rank":
        return Constant.of(rank);
      case "channels":
        axis = 0;
        break;
      case "height":
        axis = rank - 2;
        break;
      case "width", "length":
        axis = rank - 1;
        break;
      default:
        frame.report(
            Code.MEMBER,
            name.span(),
            "a tensor has no ." + name.text(),
            "there are ." + String.join(", .", NAMES));
        return Meaning.UNKNOWN;
    }
    if (axis < 0 || axis >= rank) {
      frame.report(Code.MEMBER, name.span(), "f32" + shape + " has no axis for ." + name.text());
      return Meaning.UNKNOWN;
    }
    return Constant.of(shape.extent(axis));
  }
}
