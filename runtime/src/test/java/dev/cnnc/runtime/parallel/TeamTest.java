package dev.cnnc.runtime.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TeamTest {
  @Property(tries = 60)
  void everyTaskRunsOnce(
      @ForAll @IntRange(min = 1, max = 5) int threads,
      @ForAll @IntRange(min = 0, max = 300) int tasks,
      @ForAll @IntRange(min = 1, max = 20) int runs) {
    try (Team team = new Team(threads)) {
      AtomicIntegerArray count = new AtomicIntegerArray(tasks);
      for (int run = 0; run < runs; run++) {
        team.run(
            tasks,
            (from, to) -> {
              for (int task = from; task < to; task++) {
                count.incrementAndGet(task);
              }
            });
        for (int task = 0; task < tasks; task++) {
          assertEquals(run + 1, count.get(task), "runs of task " + task);
        }
      }
    }
  }

  /** Jobs of changing sizes in quick succession: no worker may take from the wrong one. */
  @Test
  @Timeout(30)
  void jobsFollowEachOtherWithoutMixing() {
    jobsFollowEachOther(2);
    jobsFollowEachOther(4);
  }

  private static void jobsFollowEachOther(int threads) {
    try (Team team = new Team(threads)) {
      for (int run = 0; run < 20_000; run++) {
        int[] own = new int[1 + run * 7 % 23];
        team.run(
            own.length,
            (from, to) -> {
              for (int task = from; task < to; task++) {
                own[task]++;
              }
            });
        for (int count : own) {
          assertEquals(1, count, "in run " + run);
        }
      }
    }
  }

  @Test
  @Timeout(30)
  void severalThreadsTakePart() {
    try (Team team = new Team(2)) {
      AtomicInteger present = new AtomicInteger();
      team.run(
          2,
          (from, to) -> {
            present.incrementAndGet();
            while (present.get() < 2) { // ends only if both tasks run at the same time
              Thread.onSpinWait();
            }
          });
      assertEquals(2, present.get());
    }
  }

  @Test
  @Timeout(30)
  void whatATaskThrowsIsThrownToTheCallerAndTheTeamLivesOn() {
    try (Team team = new Team(3)) {
      for (int failing = 0; failing < 50; failing++) {
        IllegalStateException failure = new IllegalStateException("task " + failing);
        int number = failing;
        var thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    team.run(
                        50,
                        (from, to) -> {
                          if (from <= number && number < to) {
                            throw failure;
                          }
                        }));
        assertSame(failure, thrown);
      }
      AtomicInteger sum = new AtomicInteger();
      team.run(100, (from, to) -> sum.addAndGet(to - from));
      assertEquals(100, sum.get());
    }
  }

  @Test
  @Timeout(30)
  void nestedRunsWork() {
    try (Team team = new Team(3)) {
      AtomicInteger sum = new AtomicInteger();
      team.run(
          20,
          (from, to) -> {
            for (int task = from; task < to; task++) {
              team.run(10, (first, last) -> sum.addAndGet(last - first));
            }
          });
      assertEquals(200, sum.get());
    }
  }

  @Test
  @Timeout(30)
  void callersOfOneTeamGetTheirTasksDone() throws InterruptedException {
    try (Team team = new Team(3)) {
      AtomicInteger sum = new AtomicInteger();
      List<Thread> callers = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int run = 0; run < 200; run++) {
                    team.run(17, (from, to) -> sum.addAndGet(to - from));
                  }
                });
        thread.start();
        callers.add(thread);
      }
      for (Thread thread : callers) {
        thread.join();
      }
      assertEquals(4 * 200 * 17, sum.get());
    }
  }

  @Test
  @Timeout(30)
  void whatIsNotWorthAnotherThreadStaysOnTheCaller() {
    Thread caller = Thread.currentThread();
    try (Team team = new Team(2)) {
      for (int run = 0; run < 1000; run++) {
        team.run(7, 7, (from, to) -> assertSame(caller, Thread.currentThread()));
        List<Integer> sizes = new ArrayList<>();
        team.run(
            50,
            7,
            (from, to) -> {
              synchronized (sizes) {
                sizes.add(to - from);
              }
            });
        assertEquals(50, sizes.stream().mapToInt(Integer::intValue).sum());
        assertTrue(sizes.stream().filter(size -> size < 7).count() <= 2, "a rest for each thread");
      }
    }
  }

  @Test
  @Timeout(30)
  void anInterruptedCallerFinishesAndStaysInterrupted() {
    try (Team team = new Team(2)) {
      AtomicInteger sum = new AtomicInteger();
      Thread.currentThread().interrupt();
      for (int run = 0; run < 100; run++) {
        team.run(64, (from, to) -> sum.addAndGet(to - from));
      }
      assertTrue(Thread.interrupted());
      assertEquals(6400, sum.get());
    }
  }

  @Test
  @Timeout(30)
  void idleWorkersSleepAndWakeAgain() throws InterruptedException {
    try (Team team = new Team(3)) {
      for (int round = 0; round < 3; round++) {
        AtomicInteger sum = new AtomicInteger();
        team.run(1000, (from, to) -> sum.addAndGet(to - from));
        assertEquals(1000, sum.get());
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!workersOf(Thread.State.WAITING, 2) && System.nanoTime() < deadline) {
          Thread.sleep(1);
        }
        assertTrue(workersOf(Thread.State.WAITING, 2), "workers still spin");
      }
    }
  }

  private static boolean workersOf(Thread.State state, int count) {
    return Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("cnnc-") && thread.isAlive())
            .filter(thread -> thread.getState() == state)
            .count()
        >= count;
  }

  @Test
  @Timeout(30)
  void aClosedTeamRefusesWorkAndEndsItsThreads() throws InterruptedException {
    Team team = new Team(3);
    List<Thread> seen = new ArrayList<>();
    team.run(
        64,
        (from, to) -> {
          synchronized (seen) {
            seen.add(Thread.currentThread());
          }
        });
    team.close();
    team.close();
    assertThrows(IllegalStateException.class, () -> team.run(2, (from, to) -> {}));
    for (Thread thread : seen) {
      if (thread != Thread.currentThread()) {
        assertTrue(thread.isDaemon());
        thread.join(10_000);
        assertFalse(thread.isAlive());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> new Team(0));
  }
}
