package dev.cnnc.runtime.parallel;

/**
 * Waiting for what will come in microseconds. At first the processor is kept; then it is offered to
 * others at each turn, since the thread that is waited for may be one of them; then it is time to
 * sleep.
 */
final class Spin {
  private static final int TURNS_KEPT = 200;
  private static final long NANOS = 50_000;

  private Spin() {}

  /**
   * One turn of waiting.
   *
   * @param turn its number, from 0
   * @param start the time of turn 0
   * @return whether to go on; if not, it took no time
   */
  static boolean turn(int turn, long start) {
    if (turn < TURNS_KEPT) {
      Thread.onSpinWait();
      return true;
    }
    if (System.nanoTime() - start >= NANOS) {
      return false;
    }
    Thread.yield();
    return true;
  }
}
