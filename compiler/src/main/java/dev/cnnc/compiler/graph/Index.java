package dev.cnnc.compiler.graph;

/**
 * An index of a comprehension: it runs from 0 to {@code extent - 1}. Its name is unique in the
 * comprehension.
 */
public record Index(String name, int extent) {
  public Index {
    if (extent < 1) {
      throw new IllegalArgumentException("index " + name + " has no values: extent " + extent);
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Index other && extent == other.extent && name.equals(other.name);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + extent;
  }

  /** {@code i < 24} */
  @Override
  public String toString() {
    return Notation.name(name) + " < " + extent;
  }
}
