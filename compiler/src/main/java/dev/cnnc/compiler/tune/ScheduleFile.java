package dev.cnnc.compiler.tune;

import dev.cnnc.compiler.schedule.KernelChoice;
import dev.cnnc.compiler.schedule.ScheduleText;
import dev.cnnc.compiler.schedule.TunedSchedules;
import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.file.InputFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Schedules that were found on some machines, as text. A line that begins with {@code machine}
 * opens what was found on one; then a kernel's form stands on a line, and what was chosen for it,
 * indented, on the next. Lines that begin with {@code #} are comments; they belong to what follows
 * and go with it.
 *
 * <pre>
 * machine java 17, 16 lanes, AMD EPYC, family 25, model 17
 *
 * # conv2d_2.z: 1.61 ms, 1.92 by default
 * each 16 examples: [k &lt; 50, i &lt; 8, j &lt; 8, member &lt; 16] sum[…] a[…] * b[…] -&gt; c[…]
 *   lane member; tile k 5 j 4; loops k i j member; reductions c u v; unroll 1
 * </pre>
 */
public final class ScheduleFile {
  /** A file without schedules. */
  public static final ScheduleFile EMPTY = new ScheduleFile(List.of(), List.of());

  /** What the names of these files end with. */
  public static final String SUFFIX = ".schedules";

  private static final String MACHINE = "machine ";

  /**
   * What was chosen for kernels of a form.
   *
   * @param comments whole lines, without line ends
   * @param origin the file and line it was read from; nothing if it is not from a file
   */
  public record Entry(
      List<String> comments, String form, KernelChoice choice, Optional<String> origin) {
    public Entry {
      comments = List.copyOf(comments);
    }

    /** A choice that was not read from a file. */
    public Entry(List<String> comments, String form, KernelChoice choice) {
      this(comments, form, choice, Optional.empty());
    }
  }

  private record Section(List<String> comments, Machine machine, List<Entry> entries) {
    Section {
      comments = List.copyOf(comments);
      entries = List.copyOf(entries);
    }
  }

  private final List<Section> sections;
  private final List<String> trailing;

  private ScheduleFile(List<Section> sections, List<String> trailing) {
    this.sections = List.copyOf(sections);
    this.trailing = List.copyOf(trailing);
  }

  /** The file of this kind that belongs to a script: {@code lenet.schedules} for lenet.cnn. */
  public static Path beside(Path script) {
    String name = script.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return script.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + SUFFIX);
  }

  /**
   * Reads a file.
   *
   * @throws FileFormatException naming the line that is not in order
   */
  public static ScheduleFile read(Path file) throws IOException {
    InputFiles.requireReadable(file);
    try {
      return parse(Files.readString(file), file.toString());
    } catch (CharacterCodingException binary) {
      throw new FileFormatException(file, "expected a text in UTF-8");
    } catch (IllegalArgumentException malformed) {
      throw new FileFormatException(file, malformed.getMessage());
    }
  }

  /** Writes the file, as a whole or not at all. */
  public void write(Path file) throws IOException {
    AtomicFile.writeText(file, print());
  }

  /** The machines that something was found on. */
  public List<Machine> machines() {
    return sections.stream().map(Section::machine).toList();
  }

  /** What was found on machines of this kind. */
  public TunedSchedules on(Machine machine) {
    Map<String, KernelChoice> choices = new LinkedHashMap<>();
    Map<String, String> origins = new HashMap<>();
    for (Entry entry : section(machine).map(Section::entries).orElse(List.of())) {
      choices.put(entry.form(), entry.choice());
      entry.origin().ifPresent(origin -> origins.put(entry.form(), origin));
    }
    return new TunedSchedules(choices, origins);
  }

  private Optional<Section> section(Machine machine) {
    return sections.stream().filter(section -> section.machine().equals(machine)).findFirst();
  }

  /** With entries for a machine, in place of those that it has for the same forms. */
  public ScheduleFile with(Machine machine, List<Entry> found) {
    if (found.isEmpty()) {
      return this;
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    section(machine).ifPresent(s -> s.entries().forEach(entry -> entries.put(entry.form(), entry)));
    found.forEach(entry -> entries.put(entry.form(), entry));
    List<Section> all = new ArrayList<>(sections);
    int at = section(machine).map(all::indexOf).orElse(all.size());
    List<String> comments = at < all.size() ? all.remove(at).comments() : List.of();
    all.add(at, new Section(comments, machine, List.copyOf(entries.values())));
    return new ScheduleFile(all, trailing);
  }

  /** Without the entries that a machine has for some forms. */
  public ScheduleFile without(Machine machine, Collection<String> forms) {
    List<Section> all = new ArrayList<>();
    for (Section section : sections) {
      boolean same = section.machine().equals(machine);
      List<Entry> kept =
          section.entries().stream().filter(e -> !same || !forms.contains(e.form())).toList();
      all.add(new Section(section.comments(), section.machine(), kept));
    }
    return new ScheduleFile(all, trailing);
  }

  /** The text; {@link #parse} reads it back. */
  public String print() {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      section.comments().forEach(line -> text.append(line).append('\n'));
      text.append(MACHINE).append(section.machine()).append('\n');
      for (Entry entry : section.entries()) {
        text.append('\n');
        entry.comments().forEach(line -> text.append(line).append('\n'));
        text.append(entry.form()).append('\n');
        text.append("  ").append(ScheduleText.print(entry.choice())).append('\n');
      }
      text.append('\n');
    }
    trailing.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /**
   * @param file the name of the file that has the text
   * @throws IllegalArgumentException naming the line that is not in order
   */
  static ScheduleFile parse(String text, String file) {
    return new Reader(file).read(text.lines().toList());
  }

  /** Reads line by line. */
  private static final class Reader {
    private final String file;
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private List<String> comments = new ArrayList<>();
    private List<String> sectionComments = List.of();
    private Machine machine;
    private String form;
    private int number;

    Reader(String file) {
      this.file = file;
    }

    ScheduleFile read(List<String> lines) {
      try {
        for (String line : lines) {
          number++;
          line(line);
        }
        requireComplete();
      } catch (IllegalArgumentException malformed) {
        throw new IllegalArgumentException(
            "line " + number + ": " + malformed.getMessage(), malformed);
      }
      close();
      return new ScheduleFile(sections, comments);
    }

    private void line(String line) {
      boolean indented = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
      String content = line.strip();
      if (content.isEmpty()) {
        return;
      } else if (content.startsWith("#")) {
        comments.add(content);
      } else if (content.startsWith(MACHINE) && !indented) {
        requireComplete();
        close();
        machine = Machine.parse(content.substring(MACHINE.length()));
        if (sections.stream().anyMatch(section -> section.machine().equals(machine))) {
          throw new IllegalArgumentException("this machine is there twice");
        }
        sectionComments = taken();
      } else if (machine == null) {
        throw new IllegalArgumentException("expected 'machine …' first, found '" + content + "'");
      } else if (indented && form == null) {
        throw new IllegalArgumentException("a choice without the kernel that it is for");
      } else if (indented) {
        Optional<String> origin = Optional.of(file + ", line " + number);
        entries.put(form, new Entry(taken(), form, ScheduleText.parse(content), origin));
        form = null;
      } else {
        requireComplete();
        form = content;
        if (entries.containsKey(form)) {
          throw new IllegalArgumentException("this kernel is there twice");
        }
      }
    }

    private List<String> taken() {
      List<String> taken = comments;
      comments = new ArrayList<>();
      return taken;
    }

    private void requireComplete() {
      if (form != null) {
        throw new IllegalArgumentException(
            "expected what is chosen for the kernel before, on a line that begins with a space");
      }
    }

    private void close() {
      if (machine != null) {
        sections.add(new Section(sectionComments, machine, List.copyOf(entries.values())));
        entries.clear();
      }
    }
  }
}
