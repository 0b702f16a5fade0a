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
 * up to 1,024 passes, but comes at once when passes begin to take longer. What was found out is
 * about passes of one size; single ones of another size, as the last batch of a data set, run in
 * the way that is used, and do not count. For one thread at a time.
 */
public final class Sharing {
  /**
   * What takes longer than that alone is worth sharing wherever the processors are; nanoseconds.
   */
  static final long LONG = 4_000_000;

  static final int FIRST_TRIAL = 64;
  static final int RAREST_TRIAL = 1024;

  /** As many passes tell a change from a disturbance. */
  static final int SETTLED = 16;

  /** What calls for a trial: a mean that has risen by so much. */
  private static final double SLOWER = 1.25;

  /** By how much the other way has to be faster. */
  private static final double GAIN = 1.0 / 16;

  /**
   * A pass takes part in the mean of about as many; one that was disturbed counts twice at most.
   */
  private static final double WEIGHT = 1.0 / 8;

  private static final double UNKNOWN = -1;

  // What passes is in a trial's two passes, and in the first one after it, which does not count.
  private static final int TRIAL = -2;
  private static final int TRIAL_COUNTS = -1;
  private static final int RETURN = 0;

  private final int threads;
  private int size;
  private int others;
  private int otherSize;
  private boolean shared = true;

  /** The mean time of passes in the way that is used, and the least it was since the last trial. */
  private double mean = UNKNOWN;

  private double least = UNKNOWN;

  /** How many passes there are from one trial to the next. */
  private int interval = FIRST_TRIAL;

  /** The number of passes since the last trial, or since one was put off. */
  private int passes;

  /**
   * @param threads of the team
   */
  public Sharing(int threads) {
    this.threads = threads;
  }

  /**
   * A pass begins; {@link #end} has to follow, but for one that fails.
   *
   * @param examples how many it is for
   * @return whether to share it
   */
  public boolean begin(int examples) {
    if (examples == size) {
      others = 0;
    } else {
      others = examples == otherSize ? others + 1 : 1;
      otherSize = examples;
      if (size == 0 || others == SETTLED) {
        size = examples;
        others = 0;
        use(true, UNKNOWN);
      }
    }
    boolean trial = passes < RETURN && others == 0;
    return shared != trial;
  }

  private void use(boolean choice, double nanos) {
    shared = choice;
    mean = nanos;
    least = nanos;
    interval = FIRST_TRIAL;
    passes = RETURN;
  }

  /** The pass has taken that many nanoseconds. */
  public void end(long nanos) {
    if (others > 0) {
      return;
    }
    if (passes == TRIAL_COUNTS) {
      if (nanos < mean * (1 - GAIN)) {
        use(!shared, nanos);
      } else {
        interval = Math.min(RAREST_TRIAL, 2 * interval);
        least = mean;
      }
    } else if (passes > RETURN) {
      mean = mean == UNKNOWN ? nanos : mean + WEIGHT * (Math.min(nanos, 2 * mean) - mean);
      least = least == UNKNOWN ? mean : Math.min(least, mean);
    }
    passes++;
    boolean due = passes >= interval || passes >= SETTLED && mean > SLOWER * least;
    if (due) {
      boolean pays = shared && mean * threads >= LONG;
      passes = pays ? RETURN + 1 : TRIAL; // A number that only grew would overflow one day.
    }
  }
}
