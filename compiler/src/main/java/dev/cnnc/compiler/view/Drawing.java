package dev.cnnc.compiler.view;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Boxes and the arrows between them, not yet placed. */
public record Drawing(String title, List<Box> boxes, List<Arrow> arrows) {
  public Drawing {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
    Set<String> ids = new HashSet<>();
    for (Box box : boxes) {
      if (!ids.add(box.id())) {
        throw new IllegalArgumentException("two boxes are called " + box.id());
      }
    }
    for (Arrow arrow : arrows) {
      if (!ids.contains(arrow.from()) || !ids.contains(arrow.to())) {
        throw new IllegalArgumentException("an end is missing: " + arrow);
      }
    }
  }

  /** What a box stands for; it decides the colour. */
  public enum Kind {
    INPUT,
    PARAMETER,
    STATE,
    LAYER,
    GRADIENT,
    OUTPUT
  }

  /**
   * @param id unique in the drawing
   * @param lines the text in the box, its first line is the heading
   */
  public record Box(String id, Kind kind, List<String> lines) {
    public Box {
      lines = List.copyOf(lines);
    }
  }

  /**
   * @param label what flows, e.g. a shape; may be empty
   */
  public record Arrow(String from, String to, String label) {}
}
