package dev.cnnc.compiler.draw;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a drawing shows, before it has a place: boxes, arrows between them, and frames around boxes
 * that belong together.
 *
 * @param subtitle a second, smaller line under the title; may be empty
 */
public record Diagram(
    String title, String subtitle, List<Frame> frames, List<Box> boxes, List<Arrow> arrows) {
  /**
   * A rounded box.
   *
   * @param frame the frame it stands in; empty for none
   * @param lines smaller lines of text under the title
   */
  public record Box(String id, String frame, Kind kind, String title, List<String> lines) {
    public Box {
      lines = List.copyOf(lines);
    }
  }

  /**
   * An arrow between two boxes.
   *
   * @param label the shape of what flows; may be empty
   * @param backward whether it belongs to the backward pass
   */
  public record Arrow(String from, String to, String label, boolean backward) {}

  /**
   * A frame around boxes.
   *
   * @param parent the frame it stands in; empty for none. A parent comes before its children.
   */
  public record Frame(String id, String parent, String title) {}

  public Diagram {
    frames = List.copyOf(frames);
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
    Set<String> frameIds = new HashSet<>(Set.of(""));
    for (Frame frame : frames) {
      require(frameIds.contains(frame.parent()) && frameIds.add(frame.id()), frame);
    }
    Set<String> boxIds = new HashSet<>();
    for (Box box : boxes) {
      require(frameIds.contains(box.frame()) && boxIds.add(box.id()), box);
    }
    for (Arrow arrow : arrows) {
      require(boxIds.contains(arrow.from()) && boxIds.contains(arrow.to()), arrow);
    }
  }

  private static void require(boolean condition, Object part) {
    if (!condition) {
      throw new IllegalArgumentException("no place in the diagram, or twice: " + part);
    }
  }
}
