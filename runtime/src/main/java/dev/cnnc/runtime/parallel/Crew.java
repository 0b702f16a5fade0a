package dev.cnnc.runtime.parallel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that help one caller at a time. The tasks of a job are dealt out as one range for
 * each thread, so that a thread finds in its caches what it wrote a step before. Of a range half of
 * what is left is taken at a time: first by its owner, then by whoever is done with its own. So a
 * thread that comes late, or that the operating system takes off its processor, leaves its tasks to
 * the others, all but those it has in hand.
 *
 * <p>A job costs each thread one atomic write beside those that take tasks, and allocates nothing.
 */
final class Crew {
  /** Counters that several threads write are as many longs apart: two cache lines. */
  private static final int APART = 16;

  private final Worker[] workers;
  private final AtomicInteger callers = new AtomicInteger();
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Cell 0: how many tasks of the job are not done. Cell {@code r + 1}: in the high half the number
   * of the job, in the low half how many tasks are left in range {@code r}. Tasks are taken by
   * compare-and-set of both at once. The fields of a job change only when no task is left in any
   * range, so who has taken tasks has read those that belong to the number.
   */
  private final AtomicLongArray cells;

  private long jobNumber;
  private Tasks job;
  private int jobTasks;
  private int jobGrain;
  private int jobRanges;

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Thread waiting;
  private volatile boolean closed;

  Crew(int helpers) {
    cells = new AtomicLongArray((helpers + 3) * APART);
    boolean crowded = helpers >= Runtime.getRuntime().availableProcessors();
    workers = new Worker[helpers];
    for (int i = 0; i < helpers; i++) {
      workers[i] = new Worker(i + 1, crowded);
      workers[i].start();
    }
  }

  int helpers() {
    return workers.length;
  }

  /** A caller begins a pass: until it leaves, its thread counts as one of the crew. */
  void enter() {
    callers.incrementAndGet();
  }

  void leave() {
    callers.decrementAndGet();
  }

  /** Whether the current thread is a helper of any crew. */
  static boolean isHelping() {
    return Thread.currentThread() instanceof Worker;
  }

  /**
   * Runs tasks on the calling thread and at most that many helpers; returns when all are done.
   *
   * @param grain how many tasks are worth being taken at a time
   * @return whether it did; if not, nothing was run: there are callers enough to keep as many
   *     threads busy, or another caller or a task that this call is made from has the crew
   */
  boolean run(int helpers, int count, int grain, Tasks tasks) {
    int free = Math.min(helpers, workers.length + 1 - Math.max(1, callers.get()));
    if (free <= 0 || !busy.compareAndSet(false, true)) {
      return false;
    }
    Throwable thrown;
    try {
      publish(Math.min(free, (count - 1) / grain) + 1, count, grain, tasks);
      finish(work(0));
      awaitOthers();
    } finally {
      job = null; // what the tasks refer to may be collected while the crew is idle
      thrown = failure.getAndSet(null);
      busy.set(false);
    }
    if (thrown != null) {
      Crew.<RuntimeException>rethrow(thrown);
    }
    return true;
  }

  private void publish(int ranges, int count, int grain, Tasks tasks) {
    job = tasks;
    jobTasks = count;
    jobGrain = grain;
    jobRanges = ranges;
    jobNumber++;
    cells.set(0, count);
    int end = count;
    for (int range = ranges - 1; range >= 0; range--) {
      int begin = begin(range, count, ranges);
      cells.set((range + 1) * APART, jobNumber << 32 | (end - begin));
      end = begin;
      if (range > 0) {
        workers[range - 1].wake();
      }
    }
  }

  private static int begin(int range, int count, int ranges) {
    return (int) ((long) count * range / ranges);
  }

  /** Takes and runs tasks, first those of its own range; returns how many when none are left. */
  private int work(int own) {
    int done = 0;
    int range = own;
    while (true) {
      int taken = take(range);
      done += taken;
      if (taken == 0) {
        range = range == workers.length ? 0 : range + 1;
        if (range == own) {
          return done;
        }
      }
    }
  }

  private int take(int range) {
    while (true) {
      long seen = cells.get((range + 1) * APART);
      int left = (int) seen;
      if (left == 0) {
        return 0;
      }
      Tasks tasks = job;
      int end = begin(range + 1, jobTasks, jobRanges);
      int taken = Math.min(left, Math.max(jobGrain, left - left / 2));
      if (cells.compareAndSet((range + 1) * APART, seen, seen - taken)) {
        runTasks(tasks, end - left, end - left + taken);
        return taken;
      }
    }
  }

  private void runTasks(Tasks tasks, int from, int to) {
    try {
      if (failure.get() == null) {
        tasks.run(from, to);
      }
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    }
  }

  private void finish(int done) {
    if (done > 0 && cells.addAndGet(0, -done) == 0) {
      Thread caller = waiting;
      if (caller != null) {
        LockSupport.unpark(caller);
      }
    }
  }

  private void awaitOthers() {
    long start = 0;
    for (int turn = 0; cells.get(0) != 0; turn++) {
      start = turn == 0 ? System.nanoTime() : start;
      if (!Spin.turn(turn, start)) {
        waiting = Thread.currentThread();
        if (cells.get(0) != 0) {
          LockSupport.park(this);
        }
        waiting = null;
      }
    }
  }

  /** Throws anything as it is: kernels declare nothing, so it is a RuntimeException or an Error. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Ends the helpers; a caller whose run is at hand does what they leave. */
  void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private final class Worker extends Thread {
    private final int range;
    private final boolean crowded;
    private volatile boolean asleep;

    Worker(int range, boolean crowded) {
      super(null, null, "cnnc-" + range, 0, false);
      this.range = range;
      this.crowded = crowded;
      setDaemon(true);
      setContextClassLoader(null); // the host's loader must not live as long as the crew
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      long known = 0;
      while (!closed) {
        known = awaitJob(known);
        finish(work(range));
      }
    }

    /** Returns the number of a job other than the one known, or at once if the crew is closed. */
    private long awaitJob(long known) {
      long start = 0;
      for (int turn = 0; !closed; turn++) {
        long number = cells.get((range + 1) * APART) >>> 32;
        if (number != known) {
          return number;
        }
        start = turn == 0 ? System.nanoTime() : start;
        if (crowded || !Spin.turn(turn, start)) {
          asleep = true;
          if (cells.get((range + 1) * APART) >>> 32 == known && !closed) {
            LockSupport.park(Crew.this);
          }
          asleep = false;
          Thread.interrupted(); // else park would return at once from now on
          turn = -1;
        }
      }
      return known;
    }
  }
}
