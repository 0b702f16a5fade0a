package dev.cnnc.compiler.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cnnc.compiler.schedule.KernelChoice;
import dev.cnnc.compiler.schedule.ScheduleText;
import dev.cnnc.compiler.schedule.TunedSchedules;
import dev.cnnc.runtime.file.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files remember what was found, for each machine and kernel apart. */
class ScheduleFileTest {
  private static final Machine HERE = new Machine(17, 16, "AMD EPYC, family 25, model 17");
  private static final Machine THERE = new Machine(25, 4, "implementer 0x41, part 0xd0c");
  private static final List<Machine> MACHINES =
      List.of(HERE, THERE, new Machine(17, 8, HERE.processor()), new Machine(17, 1, "amd64"));

  @Provide
  Arbitrary<ScheduleFile> files() {
    return Arbitraries.randomValue(ScheduleFileTest::file);
  }

  private static ScheduleFile file(Random random) {
    ScheduleFile file = ScheduleFile.EMPTY;
    for (int i = random.nextInt(6); i > 0; i--) {
      file = file.with(MACHINES.get(random.nextInt(4)), entries(random));
    }
    return file;
  }

  private static List<ScheduleFile.Entry> entries(Random random) {
    List<ScheduleFile.Entry> entries = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      List<String> comments =
          random.nextBoolean() ? List.of("# kernel " + i, "# machine") : List.of();
      entries.add(new ScheduleFile.Entry(comments, form(random), choice(random)));
    }
    return entries;
  }

  private static String form(Random random) {
    return "[k < " + random.nextInt(5) + "] sum[c < 3] a[k + 4*c] * b[c] -> c[k]";
  }

  private static KernelChoice choice(Random random) {
    return random.nextInt(4) == 0
        ? KernelChoice.operands(random.nextBoolean())
        : ScheduleText.parse("lane k; vectors " + (1 + random.nextInt(4)) + "; reductions c");
  }

  private static ScheduleFile parse(String text) {
    return ScheduleFile.parse(text, "net.schedules");
  }

  @Property(tries = 100)
  void readBackIsTheSame(@ForAll("files") ScheduleFile file) {
    ScheduleFile again = parse(file.print());
    assertEquals(file.print(), again.print());
    for (Machine machine : MACHINES) {
      assertEquals(file.on(machine).choices(), again.on(machine).choices());
    }
  }

  @Property(tries = 100)
  void newEntriesReplaceThoseOfTheSameMachineAndKernel(
      @ForAll("files") ScheduleFile before, @ForAll Random random) {
    Machine machine = MACHINES.get(random.nextInt(4));
    List<ScheduleFile.Entry> found = entries(random);
    ScheduleFile after = before.with(machine, found);
    for (Machine other : MACHINES) {
      if (!other.equals(machine)) {
        assertEquals(before.on(other), after.on(other));
      }
    }
    TunedSchedules expected = before.on(machine);
    for (ScheduleFile.Entry entry : found) {
      expected = expected.with(new TunedSchedules(java.util.Map.of(entry.form(), entry.choice())));
    }
    assertEquals(expected.choices(), after.on(machine).choices());
    ScheduleFile without =
        after.without(machine, found.stream().map(ScheduleFile.Entry::form).toList());
    for (ScheduleFile.Entry entry : found) {
      assertEquals(Set.of(), retained(without.on(machine), entry.form()));
    }
  }

  private static Set<String> retained(TunedSchedules tuned, String form) {
    return tuned.choices().containsKey(form) ? Set.of(form) : Set.of();
  }

  @Test
  void commentsStayWithWhatFollows() {
    String text =
        """
        # of the team's build server
        machine java 17, 16 lanes, AMD EPYC, family 25, model 17

        # the second convolution
        [k < 2] a[k] -> b[k]
          lane none

        # the end
        """;
    assertEquals(text, parse(text).print());
    ScheduleFile.Entry entry =
        new ScheduleFile.Entry(List.of(), "[k < 3] a[k] -> b[k]", ScheduleText.parse("lane k"));
    String longer =
        """
        # of the team's build server
        machine java 17, 16 lanes, AMD EPYC, family 25, model 17

        # the second convolution
        [k < 2] a[k] -> b[k]
          lane none

        [k < 3] a[k] -> b[k]
          lane k

        # the end
        """;
    assertEquals(longer, parse(text).with(HERE, List.of(entry)).print());
  }

  @Test
  void messagesNameTheLine(@TempDir Path folder) throws IOException {
    String machine = "machine " + HERE + "\n";
    assertMessage(folder, "expected 'machine …' first, found '[k < 2]'", 1, "[k < 2]\n");
    assertMessage(folder, "expected a machine such as", 2, "\nmachine mine\n");
    assertMessage(folder, "this machine is there twice", 3, machine + "\n" + machine);
    assertMessage(folder, "a choice without the kernel that it is for", 2, machine + "  lane k\n");
    assertMessage(folder, "expected what is chosen for the kernel", 3, machine + "[a]\n[b]\n");
    assertMessage(folder, "'unroll' needs a number", 3, machine + "[a]\n  lane k; unroll x\n");
    assertMessage(
        folder, "this kernel is there twice", 4, machine + "[a]\n  lane k\n[a]\n  lane k\n");
    assertMessage(folder, "expected what is chosen for the kernel before", 2, machine + "[a]\n");
  }

  private static void assertMessage(Path folder, String expected, int line, String text)
      throws IOException {
    Path file = Files.writeString(folder.resolve("net.schedules"), text);
    String message =
        assertThrows(FileFormatException.class, () -> ScheduleFile.read(file)).getMessage();
    String start = file + ": line " + line + ": " + expected;
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
  }

  @Test
  void aFileLiesBesideItsScript() {
    assertEquals(Path.of("a", "lenet.schedules"), ScheduleFile.beside(Path.of("a", "lenet.cnn")));
    assertEquals(Path.of("net.v2.schedules"), ScheduleFile.beside(Path.of("net.v2.cnn")));
    assertEquals(Path.of("net.schedules"), ScheduleFile.beside(Path.of("net")));
  }
}
