package dev.cnnc.runtime.parallel;

/**
 * Threads for loops that take microseconds: the calling thread and at most {@code threads − 1}
 * daemon threads. {@link #run} deals out tasks and returns when all are done; it allocates nothing.
 * Which thread runs a task changes from run to run, so results do not depend on the number of
 * threads if no two tasks write the same element.
 *
 * <p>Safe for several calling threads, and made for a host that has threads of its own: a caller
 * that finds the team busy works alone and waits for nobody, and so do calls from inside of a task.
 * Callers that tell of their passes ({@link #enter}) count as members: a team of two with two
 * callers at once helps neither, so that no more threads run than the host has or the team allows.
 *
 * <p>An idle helper watches for work for some 50 µs, in which it gives way to any other thread that
 * wants its processor, then it sleeps. {@link #close} ends the helpers.
 */
public final class Team implements AutoCloseable {
  private final Crew crew;
  private final int threads;

  /** Where the crew comes from; null if it is the team's own. */
  private final SharedCrew source;

  private volatile boolean closed;

  /**
   * A team with helpers of its own, whatever else the process does.
   *
   * @param threads how many work at the same time, the caller included; at least 1
   */
  public Team(int threads) {
    this.threads = positive(threads);
    crew = new Crew(threads - 1);
    source = null;
  }

  private Team(int threads, SharedCrew source) {
    positive(threads);
    crew = source.acquire();
    this.threads = Math.min(threads, crew.helpers() + 1);
    this.source = source;
  }

  /**
   * A team whose helpers are those of all shared teams of the process: one less than there are
   * processors, however many teams there are. They end when all shared teams are closed.
   *
   * @param threads how many work at the same time, the caller included; at least 1, and more than
   *     there are processors are as many as these
   */
  public static Team shared(int threads) {
    return shared(threads, SharedCrew.OF_PROCESS);
  }

  static Team shared(int threads, SharedCrew source) {
    return new Team(threads, source);
  }

  /** A shared team as large as the machine has processors. */
  public static Team ofAllProcessors() {
    return shared(Integer.MAX_VALUE);
  }

  private static int positive(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a team needs at least one thread, found " + threads);
    }
    return threads;
  }

  /** How many threads work at the same time, the caller included. */
  public int threads() {
    return threads;
  }

  /** The calling thread will run many jobs, one after another; {@link #leave} has to follow. */
  public void enter() {
    crew.enter();
  }

  /** Ends what {@link #enter} began. */
  public void leave() {
    crew.leave();
  }

  /** As {@link #run(int, int, Tasks)}, for tasks that are each worth another thread. */
  public void run(int count, Tasks tasks) {
    run(count, 1, tasks);
  }

  /**
   * Runs the tasks {@code 0} to {@code count − 1} and returns when all are done. What a task throws
   * is thrown here, after the others have ended; tasks not yet begun are then left out.
   *
   * @param grain how many tasks are worth another thread: as many as take a microsecond, since half
   *     of one is what it costs to share. So many are taken at a time, and a run that has no more
   *     than these stays on the calling thread and wakes nobody.
   * @throws IllegalStateException if the team is closed
   */
  public void run(int count, int grain, Tasks tasks) {
    if (count <= 0) {
      return;
    }
    if (closed) {
      throw new IllegalStateException("the team of threads is closed");
    }
    boolean alone = threads == 1 || count <= grain || Crew.isHelping();
    if (alone || !crew.run(threads - 1, count, grain, tasks)) {
      tasks.run(0, count);
    }
  }

  /** Ends the helpers, after what they have in hand. Closing twice does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    if (source == null) {
      crew.close();
    } else {
      source.release();
    }
  }
}
