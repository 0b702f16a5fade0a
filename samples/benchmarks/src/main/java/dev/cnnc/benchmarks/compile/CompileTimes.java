package dev.cnnc.benchmarks.compile;

import dev.cnnc.benchmarks.compare.Times;
import dev.cnnc.benchmarks.engine.CnncEngine;
import dev.cnnc.benchmarks.engine.Engines;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.runtime.network.Network;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.antlr.v4.runtime.Lexer;
import org.objectweb.asm.ClassWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long compiling takes, in JVMs of its own with the options of {@code cnnc train}. */
@Command(
    name = "CompileTimes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Times compilations for training, from the script's text to loaded classes, and prints a"
            + " table in Markdown: seconds of the first in a new JVM and of the last in it, and"
            + " what the compiling thread was on a processor; median (least-greatest).")
public final class CompileTimes implements Callable<Integer> {
  /** Whose compilation makes the archive of classes: as for the command, LeNet. */
  private static final String ARCHIVED = "N1";

  @Option(
      names = "--networks",
      split = ",",
      defaultValue = "N1,N2,N3",
      description = "Default: ${DEFAULT-VALUE}")
  private List<String> networks;

  @Option(
      names = "--runs",
      defaultValue = "15",
      description = "JVMs for each network, in turn. Default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--times",
      defaultValue = "12",
      description = "Compilations in a JVM. Default: ${DEFAULT-VALUE}")
  private int times;

  @Option(names = "--java-option", description = "For every JVM; may be repeated.")
  private List<String> javaOptions = new ArrayList<>();

  /** Runs the command and ends with its exit code: 1 if a compilation failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CompileTimes()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, URISyntaxException {
    Path folder = Files.createTempDirectory("cnnc-benchmarks");
    Path archive = folder.resolve("classes.jsa");
    compile("-XX:ArchiveClassesAtExit=" + archive, ARCHIVED, 1);
    if (!Files.exists(archive)) {
      throw new IOException("this JVM made no archive of its classes");
    }
    double[][][] seconds = new double[networks.size()][3][runs];
    for (int run = 0; run < runs; run++) {
      for (int network = 0; network < networks.size(); network++) {
        List<String> lines =
            compile("-XX:SharedArchiveFile=" + archive, networks.get(network), times);
        String[] first = lines.get(0).split(" ");
        String[] last = lines.get(lines.size() - 1).split(" ");
        seconds[network][0][run] = Double.parseDouble(first[0]);
        seconds[network][1][run] = Double.parseDouble(first[1]);
        seconds[network][2][run] = Double.parseDouble(last[0]);
      }
    }
    Files.delete(archive);
    Files.delete(folder);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("| | first, s | of these on a processor, s | compilation " + times + ", s |");
    out.println("|---|---|---|---|");
    for (int network = 0; network < networks.size(); network++) {
      out.print("| " + networks.get(network));
      for (double[] column : seconds[network]) {
        out.print(" | " + new Times(column).text(1));
      }
      out.println(" |");
    }
    return 0;
  }

  private List<String> compile(String archive, String network, int count)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Engines.CNNC.javaOptions(1));
    command.addAll(List.of("-Xlog:cds*=off", "-Xlog:disable", archive));
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classPath(), CompileWorker.class.getName()));
    command.addAll(List.of(network, Integer.toString(count)));
    Path errors = Files.createTempFile("cnnc-benchmarks", ".log");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    if (process.waitFor() != 0 || lines.size() != count) {
      throw new IOException(
          "the JVM that compiles ended with " + process.exitValue() + "; see " + errors);
    }
    Files.delete(errors);
    return lines;
  }

  /** What the {@code cnnc} command has, in its order, and this; other frameworks' jars are not. */
  private static String classPath() throws URISyntaxException {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(
            Compiler.class,
            Parser.class,
            Network.class,
            Lexer.class,
            ClassWriter.class,
            CnncEngine.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, places);
  }
}
