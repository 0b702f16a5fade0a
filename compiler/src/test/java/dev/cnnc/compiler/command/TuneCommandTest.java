package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.schedule.KernelChoice;
import dev.cnnc.compiler.schedule.Schedule;
import dev.cnnc.compiler.schedule.SearchSpace;
import dev.cnnc.compiler.schedule.TunedSchedules;
import dev.cnnc.compiler.tune.Machine;
import dev.cnnc.compiler.tune.ScheduleFile;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.Pass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search, and what other commands make of the file that it leaves. */
class TuneCommandTest {
  private static final Machine HERE = Machine.current(Backend.lanes());

  @TempDir Path folder;
  private Path script;
  private Path schedules;

  @BeforeEach
  void writeScriptAndData() throws IOException {
    script = Files.writeString(folder.resolve("halves.cnn"), Halves.SCRIPT);
    schedules = folder.resolve("halves.schedules");
    Halves.write(folder);
  }

  /** A file with another schedule than the default for the first kernel of a training step. */
  private void write(Machine machine) throws IOException {
    Compiler compiler = Compiler.of(ScriptText.read(script));
    SearchSpace space =
        compiler
            .training("Halves", Map.of(), "cross_entropy", "sgd(lr = 0.5)")
            .withBatch(8)
            .plans(Backend.lanes())
            .get(Pass.GRADIENTS)
            .tunable()
            .get(0)
            .lower(TunedSchedules.NONE)
            .spaces()
            .get(0);
    Schedule other = space.neighbours(space.current()).get(0);
    ScheduleFile.Entry entry =
        new ScheduleFile.Entry(List.of("# by hand"), space.form(), KernelChoice.of(other));
    ScheduleFile.EMPTY.with(machine, List.of(entry)).write(schedules);
  }

  private CommandRun show(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(List.of("show", script.toString(), "--stage", "loops"));
    arguments.addAll(List.of(more));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(0, run.exitCode(), run.err());
    return run;
  }

  @Test
  void aFileBesideTheScriptIsUsed() throws IOException {
    CommandRun plain = show();
    assertFalse(plain.out().contains("// tuned: "), plain.out());
    write(HERE);
    assertTrue(show().out().contains("// tuned: lane "), show().out());
    assertTrue(show().out().contains(" (" + schedules + ", line 5)\n"), show().out());
    assertEquals(plain.out(), show("--schedules", "none").out());
    Path elsewhere = Files.move(schedules, folder.resolve("other.schedules"));
    assertEquals(plain.out(), show().out());
    assertTrue(show("--schedules", elsewhere.toString()).out().contains("// tuned: lane "));
    CommandRun train =
        CommandRun.of(
            "train",
            script.toString(),
            "--schedules",
            elsewhere.toString(),
            "--out",
            folder.resolve("w.safetensors").toString());
    assertEquals(0, train.exitCode(), train.err());
  }

  @Test
  void aFileOfAnotherMachineChangesNothing() throws IOException {
    CommandRun plain = show();
    assertEquals("", plain.err());
    write(new Machine(HERE.java(), HERE.lanes(), "a processor of long ago"));
    CommandRun other = show();
    assertEquals(plain.out(), other.out());
    assertTrue(other.err().contains("none were found on " + HERE), other.err());
  }

  @Test
  void searchesAndKeepsWhatIsThere() throws IOException {
    Machine other = new Machine(8, 4, "a processor of long ago");
    write(other);
    CommandRun run = CommandRun.of("tune", script.toString(), "--budget", "3s");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("kernel "), run.out());
    assertTrue(run.err().contains("kinds of kernels were searched"), run.err());
    ScheduleFile file = ScheduleFile.read(schedules);
    assertEquals(1, file.on(other).choices().size());
    if (file.machines().size() == 2) { // Something was found to be faster.
      assertTrue(file.machines().contains(HERE), file.print());
      assertTrue(run.err().contains("has faster schedules for"), run.err());
    }
    show();
  }

  /** The kernels of what predict, run, eval and compile load are among those that are searched. */
  @Test
  void whatIsSearchedIsWhatCommandsRun() throws IOException {
    Compiler compiler = Compiler.of(ScriptText.read(Path.of("../samples/mnist/lenet.cnn")));
    Elaborator elaborator = compiler.elaborator();
    TrainSettings settings = elaborator.settings(elaborator.trainings().get(0), Overrides.NONE);
    Map<Pass, Set<List<String>>> searched = forms(compiler.training(settings));
    Compilation single = compiler.singleExamples(settings.model(), settings.arguments());
    Compilation batches = compiler.inference(settings.model(), settings.arguments());
    for (Compilation used : List.of(single, batches, compiler.evaluation(settings))) {
      forms(used)
          .forEach((pass, forms) -> assertTrue(searched.get(pass).containsAll(forms), pass + ""));
    }
  }

  private static Map<Pass, Set<List<String>>> forms(Compilation compilation) {
    Map<Pass, Set<List<String>>> forms = new EnumMap<>(Pass.class);
    compilation
        .plans(16)
        .forEach(
            (pass, plan) ->
                forms.put(
                    pass,
                    plan.tunable().stream()
                        .map(kernel -> kernel.lower(TunedSchedules.NONE).forms())
                        .collect(Collectors.toSet())));
    return forms;
  }

  @Test
  void malformedFilesAreMessages() throws IOException {
    Files.writeString(schedules, "machine mine\n");
    String expected = "cnnc: " + schedules + ": line 1: expected a machine such as";
    for (String command : new String[] {"train", "summary", "tune"}) {
      CommandRun run = CommandRun.of(command, script.toString());
      assertEquals(1, run.exitCode(), run.err());
      assertTrue(run.err().startsWith(expected), run.err());
    }
    CommandRun without = CommandRun.of("summary", script.toString(), "--schedules", "none");
    assertEquals(0, without.exitCode(), without.err());
  }

  @Test
  void wrongOptionsAreMessages() {
    CommandRun budget = CommandRun.of("tune", script.toString(), "--budget", "fast");
    assertEquals(2, budget.exitCode());
    assertTrue(budget.err().contains("expected a time such as 90s, 5m or 1h"), budget.err());
    CommandRun lanes = CommandRun.of("tune", script.toString(), "--lanes", "64");
    assertEquals(1, lanes.exitCode());
    assertTrue(lanes.err().contains("--lanes: expected 16, 8, 4 or 1"), lanes.err());
    CommandRun missing =
        CommandRun.of("summary", script.toString(), "--schedules", folder + "/none.txt");
    assertEquals(1, missing.exitCode());
    assertTrue(missing.err().contains("there is no file"), missing.err());
  }
}
