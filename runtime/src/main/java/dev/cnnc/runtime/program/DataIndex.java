package dev.cnnc.runtime.program;

/**
 * Positions that come from data, such as labels and tokens: they are checked where they are used.
 */
public final class DataIndex {
  private DataIndex() {}

  /**
   * The value itself, where {@code 0 <= value < extent}.
   *
   * @param subject what the value is, for the message: {@code label[] in cross_entropy_1}
   * @throws DataIndexException if it is not
   */
  public static int check(int value, int extent, String subject) {
    if (value < 0 || value >= extent) {
      throw new DataIndexException(subject + " is " + value + ", expected 0 to " + (extent - 1));
    }
    return value;
  }
}
