package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.schedule.SchedulePlan;
import dev.cnnc.compiler.tune.Machine;
import dev.cnnc.compiler.tune.ScheduleFile;
import dev.cnnc.compiler.tune.Tuner;
import dev.cnnc.compiler.tune.Workload;
import dev.cnnc.runtime.execute.BatchParts;
import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.Pass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc tune}: searches faster schedules by measurement. */
@Command(
    name = "tune",
    description = "Searches by measurement how a network's kernels run fastest on this machine.",
    footer = {
      "",
      "What is faster than the default goes into the file, which other commands read on machines",
      "of this kind: same release of Java, processor and length of vectors. It is text, and may be",
      "shared; entries of other machines and networks stay in it. Best run on an idle machine.",
      "Ctrl-C ends the search; what was found so far is kept. Results of networks can differ in",
      "their last bits from those without the file, as sums may be added up in another order."
    })
final class TuneCommand implements Callable<Integer> {
  /** Of the time for a training step: inference has the kernels of its forward pass only. */
  private static final double INFERENCE_SHARE = 0.5;

  /** Tests have kernels of training, updates are bound by memory. */
  private static final double OTHER_SHARE = 0.05;

  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to keep what was found (default: the script's name, .schedules).")
  private Path output;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "3m",
      description = "How long to search, such as 90s, 10m or 1h (default: 3m).")
  private long budget;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Floats in a vector: up to what this machine has, its default.")
  private Integer lanes;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = winograd.tell(script.load());
    ModelChoice choice = script.choose(compiler);
    int width = width();
    Path file = target();
    AtomicFile.requireWritable(file);
    ScheduleFile known = Files.exists(file) ? ScheduleFile.read(file) : ScheduleFile.EMPTY;
    Machine machine = Machine.current(width);
    TuneReport report = new TuneReport(known, file, machine, System.err);
    AtomicBoolean stopped = new AtomicBoolean();
    Tuner tuner = new Tuner(budget, stopped::get);
    List<Tuner.Subject> subjects = subjects(compiler, choice, width);
    Interruption.during(
        () -> stopped.set(true),
        report::state,
        () -> {
          tuner.tune(subjects, known.on(machine), report);
          return report;
        });
    report.end();
    System.out.print(report.table());
    return 0;
  }

  private Path target() {
    if (output == null && script.file().toString().equals("-")) {
      throw new CommandFailure("name the file to write with --output, as the script has no name");
    }
    return output == null ? ScheduleFile.beside(script.file()) : output;
  }

  private int width() {
    int most = Backend.lanes();
    int width = lanes == null ? most : lanes;
    if (width > most || (width != 1 && width != 4 && width != 8 && width != 16)) {
      throw new CommandFailure(
          "--lanes: expected 16, 8, 4 or 1, at most " + most + " on this machine, found " + width);
    }
    return width;
  }

  /** The programs that the script's commands run: a training step, and the model as it is used. */
  private List<Tuner.Subject> subjects(Compiler compiler, ModelChoice choice, int width) {
    Optional<TrainSettings> training = choice.training();
    Compilation compilation =
        training.isPresent()
            ? compiler.training(training.get())
            : compiler.inference(choice.model(), choice.arguments());
    Map<Pass, SchedulePlan> plans = compilation.plans(width);
    int batch = compilation.batch();
    List<Tuner.Subject> subjects = new ArrayList<>();
    plans.forEach(
        (pass, plan) ->
            subjects.add(
                switch (pass) {
                  case GRADIENTS -> new Tuner.Subject(plan, new Workload(List.of(batch), false), 1);
                  case INFERENCE ->
                      new Tuner.Subject(plan, new Workload(List.of(1), true), INFERENCE_SHARE);
                  case BATCH_INFERENCE ->
                      new Tuner.Subject(
                          plan, new Workload(List.of(part(plan, batch)), true), OTHER_SHARE);
                  case EVALUATION ->
                      new Tuner.Subject(plan, new Workload(List.of(batch), true), OTHER_SHARE);
                  case UPDATE ->
                      new Tuner.Subject(plan, new Workload(List.of(batch), false), OTHER_SHARE);
                }));
    return subjects;
  }

  /** How many examples of a batch are inferred at once, with what they need in a cache. */
  private static int part(SchedulePlan plan, int batch) {
    return BatchParts.size(plan.program().program(), batch, 1);
  }
}
