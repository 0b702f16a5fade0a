package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.compiler.tune.ScheduleFile;
import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cnnc sweep}: trains a network with several values of its settings, and compares. */
@Command(
    name = "sweep",
    description = "Trains a network with each combination of several settings, and compares them.",
    footer = {
      "",
      "Settings are given as --set kernel=3,5 --set lr=0.1,0.01, those of tuples as",
      "--set kernel=(3,1),(5,5). After each combination the table is written, as CSV and beside it as",
      "JSON, from which --resume goes on. The best combination stands first: by the metric of the",
      "script's checkpoint, or else by its first metric."
    })
final class SweepCommand implements Callable<Integer> {
  private static final String EPOCHS = "epochs";

  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;
  @Mixin private DataOptions data;
  @Mixin private ThreadOptions threads;

  @Option(names = "--epochs", paramLabel = "N", description = "Instead of the script's.")
  private Integer epochs;

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Train so many combinations, chosen at random, instead of all.")
  private Integer random;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of that choice (default: 0). All trainings have the seed of the script.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the table (default: the script's name, .sweep.csv).")
  private Path out;

  @Option(names = "--resume", description = "Leave out combinations that the table has already.")
  private boolean resume;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (random != null && random < 1) {
      throw new ParameterException(
          spec.commandLine(), "--random: expected at least 1, found " + random);
    }
    SourceFile text = ScriptText.read(script.file());
    Map<String, String> choices = script.overrides().values();
    if (choices.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "which settings? Name values with --set, as --set kernel=3,5");
    }
    if (epochs != null && choices.containsKey(EPOCHS)) {
      throw new ParameterException(
          spec.commandLine(), "epochs are given by --epochs and by --set; leave one out");
    }
    Combinations all = Combinations.of(choices);
    SweepFiles files = SweepFiles.of(target(), made(text));
    Optional<SweepTable> before = resume ? Optional.of(files.load()) : Optional.empty();
    Sweep sweep = new Sweep(new Trainings(text, schedules.read(script.file())), files, before);
    List<Map<String, String>> combinations = random == null ? all.all() : all.random(random, seed);
    Optional<SweepTable> table =
        Interruption.during(sweep::stop, sweep::state, () -> sweep.run(combinations));
    table.ifPresent(this::print);
    return table.isPresent() && table.get().hasBest() ? 0 : 1;
  }

  private Path target() {
    String name = script.file().getFileName().toString().replaceAll("\\.cnn$", "");
    return out != null ? out : Path.of(name + ".sweep.csv");
  }

  /** What all rows of the table have in common. */
  private Map<String, String> made(SourceFile text) {
    Map<String, String> made = new LinkedHashMap<>();
    made.put("script", text.text());
    made.put("model", script.model().orElse(""));
    made.put(EPOCHS, epochs == null ? "" : epochs.toString());
    return made;
  }

  private void print(SweepTable table) {
    System.out.print(json ? table.json() + "\n" : table.text());
  }

  private final class Trainings implements Sweep.Source {
    private final SourceFile text;
    private final ScheduleFile tuned;

    Trainings(SourceFile text, ScheduleFile tuned) {
      this.text = text;
      this.tuned = tuned;
    }

    @Override
    public Compiler compiler() {
      return winograd.tell(Compiler.of(text)).withSchedules(tuned);
    }

    @Override
    public TrainSettings settings(Compiler compiler, Map<String, String> combination) {
      Overrides overrides = new Overrides(combination);
      if (epochs != null) {
        overrides = overrides.with(EPOCHS, epochs.toString());
      }
      return script.training(compiler, overrides);
    }

    @Override
    public DataFiles data(TrainSettings settings, Compilation compilation) {
      return data.files(settings, compilation.model().graph(), script.file());
    }

    @Override
    public int threads() {
      return threads.count();
    }
  }
}
