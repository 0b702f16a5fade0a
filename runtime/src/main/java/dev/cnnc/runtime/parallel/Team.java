package dev.cnnc.runtime.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fixed team of threads for loops that take microseconds: the calling thread and {@code threads −
 * 1} daemon threads of its own. {@link #run} deals tasks in contiguous chunks and returns when all
 * are done; it allocates nothing. Which thread runs a chunk changes from run to run, so results do
 * not depend on the number of threads if no two tasks write the same element.
 *
 * <p>An idle worker watches for work for {@value #SPIN_MICROSECONDS} µs, then sleeps. A worker that
 * wakes too late finds nothing left: nobody waits for it.
 *
 * <p>Safe for several calling threads, which take turns, and for calls from inside of a task, which
 * run on the thread that makes them. {@link #close} ends the workers.
 */
public final class Team implements AutoCloseable {
  private static final int SPIN_MICROSECONDS = 50;
  private static final int CHUNKS_PER_THREAD = 4;
  private static final long NONE_LEFT = 0x7FFFFFFFL;

  private final Worker[] workers;
  private final long spinNanos;
  private final ReentrantLock callers = new ReentrantLock();

  /**
   * High half: the number of the job; low half: its first task that nobody has taken. A chunk is
   * taken by compare-and-set of both at once, so a late worker cannot take from another job than
   * the one it looked at. The job's other fields change only while the low half is {@link
   * #NONE_LEFT}: who takes a chunk has read those that belong to the number.
   */
  private final AtomicLong ticket = new AtomicLong();

  private volatile Tasks job;
  private volatile int jobTasks;
  private volatile int jobChunk;

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Thread waiting;
  private volatile boolean closed;

  /**
   * @param threads how many work at the same time, the caller included; at least 1
   */
  public Team(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a team needs at least one thread, found " + threads);
    }
    boolean crowded = threads > Runtime.getRuntime().availableProcessors();
    spinNanos = crowded ? 0 : SPIN_MICROSECONDS * 1000L;
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker("cnnc-" + (i + 1));
      workers[i].start();
    }
  }

  /** A team as large as the machine has processors. */
  public static Team ofAllProcessors() {
    return new Team(Runtime.getRuntime().availableProcessors());
  }

  /** How many threads work at the same time, the caller included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs the tasks {@code 0} to {@code count − 1} and returns when all are done. What a task throws
   * is thrown here, after the others have ended; tasks not yet begun are then left out.
   *
   * @throws IllegalStateException if the team is closed
   */
  public void run(int count, Tasks tasks) {
    if (count <= 0) {
      return;
    }
    if (closed) {
      throw new IllegalStateException("the team of threads is closed");
    }
    if (workers.length == 0 || count == 1 || isInside()) {
      tasks.run(0, count);
      return;
    }
    callers.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the team of threads is closed");
      }
      share(count, tasks);
    } finally {
      callers.unlock();
    }
  }

  private boolean isInside() {
    return callers.isHeldByCurrentThread()
        || (Thread.currentThread() instanceof Worker worker && worker.team() == this);
  }

  private void share(int count, Tasks tasks) {
    int chunk = (count - 1) / (threads() * CHUNKS_PER_THREAD) + 1;
    ticket.set(ticket.get() | NONE_LEFT);
    job = tasks;
    jobTasks = count;
    jobChunk = chunk;
    unfinished.set(count);
    ticket.set(((ticket.get() >>> 32) + 1) << 32);
    int helpers = Math.min(workers.length, (count - 1) / chunk);
    for (int i = 0; i < helpers; i++) {
      workers[i].wake();
    }
    work();
    awaitOthers();
    job = null; // what the tasks refer to may be collected while the team is idle
    Throwable thrown = failure.getAndSet(null);
    if (thrown != null) {
      Team.<RuntimeException>rethrow(thrown);
    }
  }

  /** Takes chunks of the current job until none is left. */
  private void work() {
    while (true) {
      long seen = ticket.get();
      Tasks tasks = job;
      int count = jobTasks;
      int from = (int) seen;
      int to = from + Math.min(jobChunk, count - from);
      if (tasks == null || from >= count) {
        return;
      }
      if (ticket.compareAndSet(seen, (seen & 0xFFFFFFFF00000000L) | to)) {
        runChunk(tasks, from, to);
      }
    }
  }

  private void runChunk(Tasks tasks, int from, int to) {
    try {
      if (failure.get() == null) {
        tasks.run(from, to);
      }
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    } finally {
      if (unfinished.addAndGet(from - to) == 0) {
        Thread caller = waiting;
        if (caller != null) {
          LockSupport.unpark(caller);
        }
      }
    }
  }

  private void awaitOthers() {
    long start = 0;
    while (unfinished.get() != 0) {
      long now = System.nanoTime();
      start = start == 0 ? now : start;
      if (now - start < spinNanos) {
        Thread.onSpinWait();
      } else {
        waiting = Thread.currentThread();
        if (unfinished.get() != 0) {
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

  /** Ends the workers, after the run at hand. Closing twice does nothing. */
  @Override
  public void close() {
    callers.lock();
    try {
      closed = true;
    } finally {
      callers.unlock();
    }
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private final class Worker extends Thread {
    private volatile boolean asleep;

    Worker(String name) {
      super(name);
      setDaemon(true);
      setContextClassLoader(null); // the host's loader must not live as long as the team
    }

    Team team() {
      return Team.this;
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
        work();
      }
    }

    /** Returns the number of a job other than the one known, or at once if the team is closed. */
    private long awaitJob(long known) {
      long start = System.nanoTime();
      while (!closed) {
        long number = ticket.get() >>> 32;
        if (number != known) {
          return number;
        }
        if (System.nanoTime() - start < spinNanos) {
          Thread.onSpinWait();
        } else {
          asleep = true;
          if (ticket.get() >>> 32 == known && !closed) {
            LockSupport.park(Team.this);
          }
          asleep = false;
          Thread.interrupted(); // else park would return at once from now on
          start = System.nanoTime();
        }
      }
      return known;
    }
  }
}
