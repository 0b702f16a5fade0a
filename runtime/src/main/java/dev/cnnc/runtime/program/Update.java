package dev.cnnc.runtime.program;

/**
 * When a step is committed, the buffer {@code source} is written to the parameter or state {@code
 * target}; both have the same layout.
 *
 * @param rows the buffer of the {@link RowList} whose rows are written; {@link #ALL} if all are
 */
public record Update(int target, int source, int rows) {
  /** Stands for all rows. */
  public static final int ALL = -1;

  /** An update of all rows. */
  public Update(int target, int source) {
    this(target, source, ALL);
  }
}
