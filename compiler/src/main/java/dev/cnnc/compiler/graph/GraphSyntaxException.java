package dev.cnnc.compiler.graph;

/** The text of a graph cannot be read. The message says where: line and column, from 1. */
public final class GraphSyntaxException extends IllegalArgumentException {
  private final int line;
  private final int column;

  GraphSyntaxException(int line, int column, String message) {
    super("line " + line + ", column " + column + ": " + message);
    this.line = line;
    this.column = column;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
