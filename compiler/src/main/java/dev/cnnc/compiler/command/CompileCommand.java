package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.bytecode.JarWriter;
import dev.cnnc.runtime.program.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc compile}: a network as a jar. */
@Command(
    name = "compile",
    description = "Writes the classes of a network to a jar, to be used with cnnc-runtime alone.",
    footer = {
      "",
      "A model that the script trains is compiled with its gradients and its optimizer.",
      "Vector code is made for the vectors of this machine; scalar code is always there, too."
    })
final class CompileCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The jar.")
  private Path output;

  @Option(
      names = "--class",
      paramLabel = "NAME",
      description = "The name of the network's class, with its package (default: the model's).")
  private String className;

  @Option(
      names = "--inference",
      description = "Leave gradients and optimizer out: a smaller jar that can predict only.")
  private boolean inference;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Floats in a vector of the machine it is for: 16, 8, 4, or 1 for none.")
  private Integer lanes;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = schedules.tell(winograd.tell(script.load()), script.file());
    ModelChoice choice = script.choose(compiler);
    Compilation compilation =
        choice.training().isPresent() && !inference
            ? compiler.training(choice.training().get())
            : compiler.inference(choice.model(), choice.arguments());
    int width = lanes == null ? Backend.lanes() : lanes;
    if (width != 1 && width != 4 && width != 8 && width != 16) {
      throw new CommandFailure("--lanes: expected 16, 8, 4 or 1, found " + width);
    }
    String name = className == null ? compilation.name() : className;
    requireClassName(name);
    JarWriter.write(compilation.generate(name, width), output);
    return 0;
  }

  private static void requireClassName(String name) {
    for (String part : name.split("\\.", -1)) {
      if (!part.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*")) {
        throw new CommandFailure(
            "--class: expected a name such as org.example.LeNet, found '" + name + "'");
      }
    }
  }
}
