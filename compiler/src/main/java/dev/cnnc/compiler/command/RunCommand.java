package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc run}: a network as a function from tensors to tensors. */
@Command(
    name = "run",
    description = "Runs a network once, on tensors from a file.",
    footer = {
      "",
      "Files are safetensors, or JSON objects of nested arrays if they end in .json. A tensor of",
      "--inputs is an input of the model (batch axis first), a parameter, a state, or, with",
      "--gradients, grad.OUTPUT: the gradient that comes in (default: ones). Results are the",
      "outputs; in train mode also the states after the step; with --gradients also grad.NAME for",
      "every f32 input and every parameter."
    })
final class RunCommand implements Callable<Integer> {
  /** How the model is compiled. */
  enum Mode {
    EVAL,
    TRAIN
  }

  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;
  @Mixin private ThreadOptions threads;

  @Option(
      names = "--inputs",
      required = true,
      paramLabel = "FILE",
      description = "The tensors to run it on.")
  private Path inputs;

  @Option(
      names = "--outputs",
      paramLabel = "FILE",
      description = "Where to write the results (default: print them).")
  private Path outputs;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Parameters and states; without, they have their first values.")
  private Path weights;

  @Option(
      names = "--mode",
      paramLabel = "eval|train",
      defaultValue = "eval",
      description = "Whether training is false or true in the model (default: eval).")
  private Mode mode;

  @Option(names = "--gradients", description = "Run the backward pass, too.")
  private boolean gradients;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of first values and of the step's random numbers (default: 0).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = schedules.tell(winograd.tell(script.load()), script.file());
    ModelChoice choice = script.choose(compiler);
    boolean training = mode == Mode.TRAIN;
    Pass pass = gradients || training ? Pass.GRADIENTS : Pass.INFERENCE;
    Compilation compilation =
        pass == Pass.GRADIENTS
            ? compiler.gradients(choice.model(), choice.arguments(), training)
            : compiler.singleExamples(choice.model(), choice.arguments());
    Map<String, Tensor> given = TensorFiles.read(inputs);
    try (Network network = Network.create(compilation.load(), threads.count())) {
      network.initialize(seed);
      if (weights != null) {
        network.load(weights);
      }
      SingleRun run = new SingleRun(network, pass, inputs.toString());
      write(run.results(given, seed, gradients, training));
    }
    return 0;
  }

  private void write(Map<String, Tensor> results) throws IOException {
    if (outputs != null) {
      TensorFiles.write(outputs, results);
    } else {
      results.forEach((name, tensor) -> System.out.print(TensorText.write(name, tensor)));
    }
  }
}
