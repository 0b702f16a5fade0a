package dev.cnnc.benchmarks.compare;

import dev.cnnc.benchmarks.engine.Engines;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures engines in turn: first outputs are compared, then each is run until it gets no faster,
 * then all are timed, one after the other, round after round.
 *
 * @param rounds how many
 * @param turnSeconds how long each is timed in a round
 * @param warmUpSeconds after which warming up ends in any case
 * @param javaOptions further options of the workers' JVMs
 * @param progress where to tell what is going on
 */
record Rounds(
    int rounds,
    double turnSeconds,
    double warmUpSeconds,
    List<String> javaOptions,
    PrintStream progress) {
  /** Threads that wait by spinning have given up by then. */
  private static final long PAUSE_MILLISECONDS = 250;

  /** An engine is warm when it has not got faster by that much for a while. */
  private static final double FASTER = 1.02;

  private static final double STEADY_SECONDS = 12;

  Outcome measure(Measurement measurement, List<Engines> engines, Path folder)
      throws IOException, InterruptedException {
    progress.println(measurement);
    Map<Engines, String> failures = new EnumMap<>(Engines.class);
    List<WorkerProcess> workers = new ArrayList<>();
    try {
      Agreement agreement = new Agreement(measurement);
      for (Engines engine : engines) {
        try {
          WorkerProcess worker = new WorkerProcess(engine, measurement, folder, javaOptions);
          workers.add(worker);
          agreement.check(worker);
        } catch (WorkerException e) {
          failed(engine, e, workers, failures);
        }
      }
      for (WorkerProcess worker : List.copyOf(workers)) {
        try {
          warmUp(worker, measurement);
        } catch (WorkerException e) {
          failed(worker.engine(), e, workers, failures);
        }
      }
      Map<Engines, Times> times = time(measurement, workers, failures);
      Map<Engines, Long> memory = new EnumMap<>(Engines.class);
      for (WorkerProcess worker : workers) {
        memory.put(worker.engine(), memory(worker));
      }
      return new Outcome(measurement, times, memory, failures, agreement.greatest());
    } finally {
      workers.forEach(WorkerProcess::close);
    }
  }

  private void failed(
      Engines engine,
      WorkerException reason,
      List<WorkerProcess> workers,
      Map<Engines, String> failures) {
    progress.println("  " + engine.title() + " " + reason.getMessage());
    failures.put(engine, reason.getMessage());
    workers.stream().filter(worker -> worker.engine() == engine).forEach(WorkerProcess::close);
    workers.removeIf(worker -> worker.engine() == engine);
  }

  private double turn(WorkerProcess worker, Measurement measurement, double seconds)
      throws IOException, WorkerException {
    return worker.ask("%s %d %s".formatted(measurement.mode(), measurement.batch(), seconds))[1];
  }

  private void warmUp(WorkerProcess worker, Measurement measurement)
      throws IOException, WorkerException {
    long begin = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    double last;
    double elapsed;
    double improved = 0;
    do {
      last = turn(worker, measurement, turnSeconds);
      elapsed = (System.nanoTime() - begin) * 1e-9;
      if (last < best / FASTER) {
        best = last;
        improved = elapsed;
      }
    } while (elapsed < warmUpSeconds && elapsed - improved < Math.max(STEADY_SECONDS, elapsed / 3));
    progress.printf(
        "  %s warm after %.1f s: %.3f ms%n", worker.engine().title(), elapsed, 1e3 * last);
  }

  private Map<Engines, Times> time(
      Measurement measurement, List<WorkerProcess> workers, Map<Engines, String> failures)
      throws IOException, InterruptedException {
    Map<Engines, double[]> seconds = new LinkedHashMap<>();
    workers.forEach(worker -> seconds.put(worker.engine(), new double[rounds]));
    for (int round = 0; round < rounds; round++) {
      for (WorkerProcess worker : List.copyOf(workers)) {
        Thread.sleep(PAUSE_MILLISECONDS);
        try {
          turn(worker, measurement, turnSeconds / 10); // caches hold what the others left
          seconds.get(worker.engine())[round] = turn(worker, measurement, turnSeconds);
        } catch (WorkerException e) {
          failed(worker.engine(), e, workers, failures);
          seconds.remove(worker.engine());
        }
      }
    }
    Map<Engines, Times> times = new LinkedHashMap<>();
    seconds.forEach((engine, each) -> times.put(engine, new Times(each)));
    return times;
  }

  private static long memory(WorkerProcess worker) throws IOException {
    try {
      return (long) worker.ask("memory")[0];
    } catch (WorkerException e) {
      return 0;
    }
  }
}
