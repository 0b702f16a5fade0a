package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.MemoryPlan;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.compiler.training.Encoding;
import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.train.Trainer;
import dev.cnnc.runtime.train.TrainingListener;
import dev.cnnc.runtime.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc train}: from a script and its data to a file of weights. */
@Command(
    name = "train",
    description = "Trains a network as its script says, and writes its weights.",
    footer = {
      "",
      "After each epoch the weights are written, and beside them FILE.checkpoint.safetensors, from",
      "which --resume goes on. Ctrl-C ends the training; the last finished epoch is kept."
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;
  @Mixin private DataOptions data;
  @Mixin private ThreadOptions threads;

  @Option(names = "--epochs", paramLabel = "N", description = "Instead of the script's.")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Instead of the script's.")
  private Integer batch;

  @Option(names = "--lr", paramLabel = "RATE", description = "Instead of the script's.")
  private Double learningRate;

  @Option(names = "--seed", paramLabel = "N", description = "Instead of the script's.")
  private Long seed;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Begin with these weights instead of random ones.")
  private Path weights;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the weights (default: the script's name, .safetensors).")
  private Path out;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = {
        "The most that the arrays of a step may take, e.g. 200M. Where that is too little,",
        "activations are computed again in the backward pass; the result stays the same."
      })
  private Long memory;

  @Option(names = "--resume", description = "Go on where a training that was ended stopped.")
  private boolean resume;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Write a JSON object a step: step, epoch, loss.")
  private Path log;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = schedules.tell(winograd.tell(script.load()), script.file());
    TrainSettings settings = settings(compiler);
    TrainingFiles target =
        TrainingFiles.of(Optional.ofNullable(out), script.file(), compiler.script(), settings);
    Compilation compilation = fitted(compiler.trainingOnly(settings), settings);
    System.err.print(DiagnosticPrinter.text(compiler.diagnostics().all(), Terminal.hasColours()));
    DataFiles files = data.files(settings, compilation.model().graph(), script.file());
    Path before = resume ? target.checkpoint() : weights;
    if (before != null && Files.exists(before)) {
      Encoding known = Encoding.read(before);
      if (!known.isEmpty()) {
        files.encodedAs(known);
      }
    }
    try (PreparedTraining training =
        PreparedTraining.of(compilation, settings, files, threads.count())) {
      target.keep(files.encoding().metadata());
      if (weights != null) {
        training.network().load(weights);
      }
      run(training, files.encoding().labels(), target);
    }
    return 0;
  }

  /** The step that fits into the memory that it may take; says what that costs. */
  private Compilation fitted(Compilation compilation, TrainSettings settings) {
    if (memory == null) {
      return compilation;
    }
    try {
      MemoryPlan plan = MemoryPlan.fit(compilation, memory, settings.batch(), Backend.lanes());
      System.err.println(
          String.format(
              Locale.ROOT,
              plan.again() == 0
                  ? "memory: a step takes %s"
                  : "memory: a step takes %2$s instead of %1$s: %3$d of %4$d activations are"
                      + " computed again, %5$.0f %% more work",
              MemoryUse.text(plan.needed()),
              MemoryUse.text(plan.planned()),
              plan.again(),
              plan.activations(),
              100 * plan.extraWork()));
      return plan.compilation();
    } catch (IllegalArgumentException tooLarge) {
      throw new CommandFailure("--memory: " + tooLarge.getMessage(), tooLarge);
    }
  }

  private TrainSettings settings(Compiler compiler) {
    Overrides overrides = script.overrides();
    for (Map.Entry<String, String> option : options().entrySet()) {
      overrides = overrides.with(option.getKey(), option.getValue());
    }
    return script.training(compiler, overrides);
  }

  private Map<String, String> options() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("epochs", epochs);
    given.put("batch", batch);
    given.put("lr", learningRate);
    given.put("seed", seed);
    given.values().removeIf(Objects::isNull);
    Map<String, String> texts = new LinkedHashMap<>();
    given.forEach((name, value) -> texts.put(name, value.toString()));
    return texts;
  }

  private void run(PreparedTraining training, List<String> labels, TrainingFiles target)
      throws IOException {
    Trainer trainer = training.trainer();
    if (resume) {
      target.resume(trainer);
    }
    List<TrainingListener> listeners = new ArrayList<>();
    listeners.add(new EpochBar(new ProgressBar(System.err), "")); // cleared before lines
    listeners.add(new EpochLines(System.out, labels));
    try (StepLog steps =
        log == null ? null : new StepLog(log, trainer.checkpoint().finishedEpochs())) {
      if (steps != null) {
        listeners.add(steps);
      }
      trainer.listener(new TrainingListeners(listeners));
      trainer.afterEpoch(report -> target.save(trainer, training.network(), report));
      if (!Terminal.isPresent()) {
        System.err.println(description(training));
      }
      TrainingResult result = Interruption.during(trainer::stop, target::stateNow, trainer::train);
      if (!result.stopped()) { // Or else the interruption tells.
        System.err.println(target.summary(result));
      }
    }
  }

  /** What a log should begin with, as it has no progress bar. */
  private static String description(PreparedTraining training) {
    Network network = training.network();
    long parameters = network.parameters().stream().mapToLong(Variable::size).sum();
    int threads = network.team().threads();
    int lanes = Backend.lanes();
    return String.format(
        Locale.ROOT,
        "training %s: %,d examples, %,d parameters, %d thread%s, %s",
        network.name(),
        training.examples(),
        parameters,
        threads,
        threads == 1 ? "" : "s",
        lanes == 1 ? "scalar code" : "vector code of " + lanes + " lanes");
  }
}
