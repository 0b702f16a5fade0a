package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.tune.Machine;
import dev.cnnc.compiler.tune.ScheduleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which tuned schedules code is made with. */
final class ScheduleOption {
  private static final String NONE = "none";

  @Option(
      names = "--schedules",
      paramLabel = "FILE",
      description = {
        "Schedules that cnnc tune found, or none (default: the script's name, .schedules, if there",
        "is such a file)."
      })
  private String file;

  /** The compiler, told so. */
  Compiler tell(Compiler compiler, Path script) throws IOException {
    return compiler.withSchedules(read(script));
  }

  /** The schedules; none if there is no such file and none was named. */
  ScheduleFile read(Path script) throws IOException {
    if (NONE.equals(file)) {
      return ScheduleFile.EMPTY;
    }
    Path path = file == null ? ScheduleFile.beside(script) : Path.of(file);
    return file != null || Files.exists(path) ? ScheduleFile.read(path) : ScheduleFile.EMPTY;
  }

  /** What to tell of a file whose schedules are not for this machine. */
  Optional<String> note(Path script, int lanes) throws IOException {
    Machine machine = Machine.current(lanes);
    ScheduleFile known = read(script);
    return known.machines().isEmpty() || known.machines().contains(machine)
        ? Optional.empty()
        : Optional.of("the schedules are the default ones: none were found on " + machine);
  }
}
