package dev.cnnc.compiler.draw;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The frames of a diagram, one for each path of calls and pass that something stands in. */
final class Frames {
  /** What a frame of the backward pass is called, before the name of its layer. */
  static final String BACKWARD = "backward ";

  private final Map<String, Diagram.Frame> frames = new LinkedHashMap<>();

  /**
   * The id of a frame, which is made with all frames around it when it is first asked for; empty
   * for the empty path.
   *
   * @param path of calls
   */
  String frame(String path, boolean backward) {
    if (path.isEmpty()) {
      return "";
    }
    String pass = backward ? BACKWARD : "";
    String id = pass + path;
    if (!frames.containsKey(id)) {
      String parent = frame(Labels.parent(path), backward);
      frames.put(id, new Diagram.Frame(id, parent, pass + Labels.lastPart(path)));
    }
    return id;
  }

  /** Outer ones first. */
  List<Diagram.Frame> all() {
    return List.copyOf(frames.values());
  }
}
