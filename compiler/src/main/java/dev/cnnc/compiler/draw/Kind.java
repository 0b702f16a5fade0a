package dev.cnnc.compiler.draw;

/** What a box stands for, and its colours. */
public enum Kind {
  INPUT("input", "#e8eef7", "#5b7db1"),
  PARAMETER("parameter or state", "#fff6dc", "#c79a2b"),
  TRAINED("has parameters", "#fdebd3", "#d98324"),
  REDUCING("reduces", "#dff1f0", "#2f8f8a"),
  ELEMENTWISE("by element", "#e6f4e1", "#5a9e43"),
  MOVING("moves elements", "#eeeeee", "#8a8a8a"),
  BACKWARD("backward pass", "#f3e6f7", "#9353ad"),
  OUTPUT("output", "#dde3ea", "#34495e");

  private final String meaning;
  private final String fill;
  private final String stroke;

  Kind(String meaning, String fill, String stroke) {
    this.meaning = meaning;
    this.fill = fill;
    this.stroke = stroke;
  }

  /** For the legend. */
  public String meaning() {
    return meaning;
  }

  String fill() {
    return fill;
  }

  String stroke() {
    return stroke;
  }
}
