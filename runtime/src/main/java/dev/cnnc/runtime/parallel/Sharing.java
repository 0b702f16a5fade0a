package dev.cnnc.runtime.parallel;

/**
 * Finds out whether passes of the same work, each of many small steps, are faster on a whole {@link
 * Team} or on the calling thread alone. What one thread has written has to reach the next one's
 * cache, and how long that takes depends on where the operating system, or the host of a virtual
 * machine, has put the processors; it can change at any time. So passes are timed: the way that
 * takes less is used, and the other one is tried again now and then. Results do not depend on it.
 *
 * <pre>{@code
 * boolean shared = sharing.begin(examples);
 * long start = System.nanoTime();
 * …
 * sharing.end(System.nanoTime() - start);
 * }</pre>
 *
 * <p>A trial is two passes, of which the second counts: the first one fetches what the other way
 * left in other caches. After a trial that confirms the choice the next one is twice as far away,
 * so that trials take at most 2 in 1,024 passes in the long run. For one thread at a time.
 */
public final class Sharing {
  /** Longer passes are worth sharing wherever the processors are; nanoseconds. */
  static final long LONG = 2_000_000;

  static final int FIRST_TRIAL = 64;
  static final int RAREST_TRIAL = 1024;

  /**
   * A pass takes part in the mean of about as many; one that was disturbed counts twice at most.
   */
  private static final double WEIGHT = 1.0 / 8;

  /** By how much the other way has to be faster. */
  private static final double GAIN = 1.0 / 16;

  private static final double UNKNOWN = -1;

  private int examples;
  private boolean shared;

  /** The mean time of passes in the way that is used, nanoseconds. */
  private double mean;

  /** How many passes there are from one trial to the next. */
  private int interval;

  /** The number of passes since the last trial; negative in a trial. */
  private int passes;

  /**
   * A pass begins; {@link #end} has to follow, but for one that fails.
   *
   * @param size how many examples it is for: what was found out is about passes of the same size
   * @return whether to share it
   */
  public boolean begin(int size) {
    if (size != examples) {
      examples = size;
      choose(true, UNKNOWN);
    }
    return shared == (passes >= 0);
  }

  private void choose(boolean choice, double nanos) {
    shared = choice;
    mean = nanos;
    interval = FIRST_TRIAL;
    passes = 0;
  }

  /** A pass has taken that many nanoseconds. */
  public void end(long nanos) {
    if (passes == -1) {
      if (nanos < mean * (1 - GAIN)) {
        choose(!shared, nanos);
      } else {
        interval = Math.min(RAREST_TRIAL, 2 * interval);
      }
    } else if (passes > 0) { // the first one of each way only fetches
      mean = mean == UNKNOWN ? nanos : mean + WEIGHT * (Math.min(nanos, 2 * mean) - mean);
    }
    passes++;
    if (passes >= interval) {
      passes = mean < LONG ? -2 : 1;
    }
  }
}
