package dev.cnnc.compiler.elaborate;

/** Counted things in messages. */
final class Plural {
  private Plural() {}

  /** {@code 1 axis}, {@code 3 axes} */
  static String of(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
