package dev.cnnc.runtime.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a host with several networks or threads of its own may rely on. */
class SharedTeamTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static Set<Thread> helpersOf(Team... teams) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (Team team : teams) {
      for (int run = 0; run < 200; run++) {
        team.run(64, (from, to) -> seen.add(Thread.currentThread()));
      }
    }
    seen.remove(Thread.currentThread());
    return seen;
  }

  @Test
  @Timeout(30)
  void manyTeamsHaveNoMoreHelpersThanProcessors() throws InterruptedException {
    SharedCrew source = new SharedCrew();
    List<Team> teams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      teams.add(Team.shared(8, source));
      assertEquals(Math.min(8, PROCESSORS), teams.get(i).threads());
    }
    Set<Thread> helpers = helpersOf(teams.toArray(Team[]::new));
    assertTrue(helpers.size() < PROCESSORS, helpers.toString());
    assertTrue(helpers.stream().allMatch(Thread::isDaemon));
    Team last = teams.remove(0);
    teams.forEach(Team::close);
    teams.forEach(Team::close); // a second time: does not close those of others
    assertTrue(helpers.stream().allMatch(Thread::isAlive));
    last.run(64, (from, to) -> {});
    last.close();
    for (Thread helper : helpers) {
      helper.join(10_000);
      assertFalse(helper.isAlive(), "helpers end with the last team");
    }
    try (Team later = Team.shared(2, source)) {
      AtomicInteger sum = new AtomicInteger();
      later.run(100, (from, to) -> sum.addAndGet(to - from));
      assertEquals(100, sum.get());
    }
  }

  @Test
  void theSizeOfATeamIsALimit() {
    try (Team one = Team.shared(1);
        Team all = Team.ofAllProcessors()) {
      assertEquals(PROCESSORS, all.threads());
      assertEquals(Set.of(), helpersOf(one));
    }
    assertThrows(IllegalArgumentException.class, () -> Team.shared(0));
  }

  @Test
  @Timeout(30)
  void aCallerWhoseTeamIsBusyWorksAlone() throws InterruptedException {
    try (Team team = new Team(2)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Thread other =
          new Thread(
              () ->
                  team.run(
                      2,
                      (from, to) -> {
                        begun.countDown();
                        awaitQuietly(end);
                      }));
      other.start();
      begun.await();
      Thread caller = Thread.currentThread();
      team.run(50, (from, to) -> assertSame(caller, Thread.currentThread()));
      end.countDown();
      other.join();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nobodyIsHelpedWhileThereAreCallersForAllProcessors() {
    try (Team team = new Team(2)) {
      team.enter();
      team.enter(); // as another thread would
      assertEquals(Set.of(), helpersOf(team));
      team.leave();
      team.leave();
    }
  }

  /** Many callers, teams, sizes and failures at once: everything ends, and every task runs once. */
  @Test
  @Timeout(60)
  void callersDoNotDisturbEachOther() throws InterruptedException {
    Set<Throwable> wrong = ConcurrentHashMap.newKeySet();
    List<Thread> callers = new ArrayList<>();
    try (Team common = new Team(3)) {
      for (int number = 0; number < 6; number++) {
        int caller = number;
        Thread thread =
            new Thread(
                () -> {
                  try (Team own = Team.shared(2)) {
                    for (int run = 0; run < 500; run++) {
                      runOnce(caller % 2 == 0 ? common : own, 1 + (run * 7 + caller) % 41, run);
                    }
                  } catch (Throwable thrown) {
                    wrong.add(thrown);
                  }
                });
        thread.start();
        callers.add(thread);
      }
      for (Thread thread : callers) {
        thread.join();
      }
    }
    assertEquals(Set.of(), wrong);
  }

  private static void runOnce(Team team, int tasks, int run) {
    int[] counts = new int[tasks];
    IllegalStateException failure = new IllegalStateException("run " + run);
    boolean failing = run % 13 == 0;
    team.enter();
    try {
      team.run(
          tasks,
          (from, to) -> {
            for (int task = from; task < to; task++) {
              counts[task]++;
            }
            if (failing && to == tasks) {
              throw failure;
            }
          });
      assertFalse(failing);
    } catch (IllegalStateException thrown) {
      assertSame(failure, thrown);
      return;
    } finally {
      team.leave();
    }
    for (int count : counts) {
      assertEquals(1, count);
    }
  }
}
