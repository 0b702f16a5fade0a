package dev.cnnc.runtime.network;

import dev.cnnc.runtime.execute.BatchParts;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.execute.Variables;
import dev.cnnc.runtime.initialize.Initialization;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A compiled network with its parameters: predicts, computes gradients, and updates.
 *
 * <pre>{@code
 * try (Network network = Network.create(new LeNet(), 2)) {
 *   network.load(Path.of("lenet.safetensors"));
 *   Tensor logits = network.predict(images);            // f32[batch, 1, 28, 28] to f32[batch, 10]
 * }
 * }</pre>
 *
 * <p>A training step is {@link #gradients} and then {@link #update}. In between the gradients may
 * be read and written, so that those of several machines can be summed.
 *
 * <p>Inputs have the batch axis first; any batch size will do. Arrays are allocated by the first
 * run of each kind, and again when a larger batch comes. For one thread at a time.
 */
public final class Network implements AutoCloseable {
  /** The output of the programs {@code EVALUATION} and {@code GRADIENTS} that holds the loss. */
  public static final String LOSS = "loss";

  /** What precedes a parameter's name in the name of its gradient. */
  public static final String GRADIENT_PREFIX = "grad.";

  /** The input of the update program: what the learning rate is multiplied by. */
  public static final String FACTOR = "optimizer.factor";

  private final CompiledModel model;
  private final Team team;
  private final boolean ownsTeam;
  private final Map<Pass, Kernels> kernels = new EnumMap<>(Pass.class);
  private final Map<Pass, Execution> executions = new EnumMap<>(Pass.class);
  private final Variables variables;
  private final float[] factor = new float[1];

  private Network(CompiledModel model, Team team, boolean ownsTeam) {
    this.model = model;
    this.team = team;
    this.ownsTeam = ownsTeam;
    for (Pass pass : Pass.values()) {
      if (model.passes().contains(pass)) {
        kernels.put(pass, model.kernels(pass));
      }
    }
    variables = new Variables(kernels.values().stream().map(Kernels::program).toList());
  }

  /**
   * A network on the threads that all networks of the process share ({@link Team#shared}): several
   * that are used at once do not crowd the processors. All parameters are zero until {@link
   * #initialize} or {@link #load}.
   *
   * @param threads how many work at the same time, the caller included, at most as many as there
   *     are processors; results are the same bits for any number
   */
  public static Network create(CompiledModel model, int threads) {
    Team team = Team.shared(threads);
    try {
      return new Network(model, team, true);
    } catch (RuntimeException e) {
      team.close();
      throw e;
    }
  }

  /** A network on threads that others use too; closing the network leaves them alone. */
  public static Network create(CompiledModel model, Team team) {
    return new Network(model, team, false);
  }

  /** The model's name in the script. */
  public String name() {
    return model.name();
  }

  /** What it can do: which programs it was compiled with. */
  public Set<Pass> passes() {
    return Set.copyOf(kernels.keySet());
  }

  public Team team() {
    return team;
  }

  /**
   * Gives all parameters and states their first values. They follow from the seed and the name of
   * each.
   */
  public void initialize(long seed) {
    for (Variable variable : variables.all()) {
      if (variable.role() == Role.GRADIENT || variable.role() == Role.ROWS) {
        continue;
      }
      int[] shape = variable.shape().stream().mapToInt(Integer::intValue).toArray();
      float[] values =
          variable
              .initializer()
              .map(
                  initializer ->
                      Initialization.values(initializer, variable.name(), variable.shape(), seed))
              .orElseGet(() -> new float[variable.size()]);
      variable.set(
          variable.isIntegers()
              ? Tensor.ofIntegers(integers(values), shape)
              : Tensor.of(values, shape));
    }
  }

  private static int[] integers(float[] values) {
    int[] integers = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = (int) values[i];
    }
    return integers;
  }

  /**
   * The output of a model that has one.
   *
   * @param inputs in the order in which the model declares them
   * @throws IllegalArgumentException if the model has several outputs, or inputs do not suit
   */
  public Tensor predict(Tensor... inputs) {
    Execution execution = execution(Pass.INFERENCE);
    List<String> names = execution.inputs();
    if (inputs.length != names.size() || execution.program().outputs().size() != 1) {
      throw new IllegalArgumentException(
          name()
              + " has the inputs "
              + names
              + " and the outputs "
              + execution.program().outputs().keySet()
              + "; predict takes every input and returns the only output, forward takes and returns"
              + " them by name");
    }
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      named.put(names.get(i), inputs[i]);
    }
    return forward(named).values().iterator().next();
  }

  /**
   * All outputs by name, as in use: {@code training} is false. Single examples and batches have
   * programs of their own, so the last bits of an example's results depend on how many are with it.
   *
   * @throws IllegalArgumentException if inputs do not suit
   * @throws IllegalStateException if one is missing
   */
  public Map<String, Tensor> forward(Map<String, Tensor> inputs) {
    int examples = batch(inputs);
    Pass pass = inference(examples);
    Execution execution = execution(pass);
    int part =
        pass == Pass.BATCH_INFERENCE
            ? BatchParts.size(execution.program(), examples, team.threads())
            : examples;
    return BatchParts.run(execution, inputs, examples, part);
  }

  /**
   * Computes the loss of a batch and the gradient of each parameter, and commits the states' new
   * values. Outputs can be read from {@link #execution execution(GRADIENTS)} until the next call.
   *
   * @param random what the random numbers of this step derive from (dropout): another one for each
   *     step
   * @return the loss
   * @throws dev.cnnc.runtime.execute.StateException if a state would become no finite number, as
   *     the running variance of a batch norm that sees one value; nothing has changed then
   */
  public float gradients(Map<String, Tensor> inputs, long random) {
    Execution execution = execution(Pass.GRADIENTS);
    write(execution, inputs);
    execution.run(Phase.FORWARD, random);
    execution.run(Phase.BACKWARD, random);
    execution.requireFiniteStates();
    execution.commit();
    return execution.scalar(LOSS);
  }

  /**
   * Updates parameters and optimizer states from the gradients.
   *
   * @param factor what the learning rate of the script is multiplied by at this step
   */
  public void update(float factor) {
    Execution execution = execution(Pass.UPDATE);
    execution.begin(1);
    if (execution.inputs().contains(FACTOR)) {
      this.factor[0] = factor;
      execution.write(FACTOR, this.factor);
    }
    execution.run(0);
  }

  /** The program for that many examples. */
  private Pass inference(int examples) {
    Kernels batches = kernels.get(Pass.BATCH_INFERENCE);
    boolean suits = batches != null && BatchParts.suits(batches.program(), examples);
    return suits ? Pass.BATCH_INFERENCE : Pass.INFERENCE;
  }

  private int batch(Map<String, Tensor> inputs) {
    return batch(execution(Pass.INFERENCE), inputs);
  }

  private static int batch(Execution execution, Map<String, Tensor> inputs) {
    int batch = 1;
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      if (execution.input(input.getKey()).batched() && input.getValue().rank() > 0) {
        batch = input.getValue().extent(0);
      }
    }
    return batch;
  }

  private static void write(Execution execution, Map<String, Tensor> inputs) {
    execution.begin(batch(execution, inputs));
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      execution.write(input.getKey(), input.getValue());
    }
  }

  /**
   * One of its programs with the arrays it works on, for what the other methods do not offer: runs
   * without allocation, single phases, outputs of a training step.
   *
   * @throws IllegalStateException if the network was compiled without that program
   */
  public Execution execution(Pass pass) {
    Execution known = executions.get(pass);
    if (known != null) {
      return known;
    }
    Kernels code = kernels.get(pass);
    if (code == null) {
      throw new IllegalStateException(
          name() + " was compiled for " + kernels.keySet() + ", not for " + pass);
    }
    Execution execution = new Execution(code, variables, team);
    executions.put(pass, execution);
    return execution;
  }

  /** All trainable tensors, in the order of the model. */
  public List<Variable> parameters() {
    return variables.all(Role.PARAMETER);
  }

  /** What is kept between steps and not trained: of the model, not of the optimizer. */
  public List<Variable> states() {
    return variables.all(Role.STATE).stream().filter(state -> !isOptimizerState(state)).toList();
  }

  /** What the optimizer keeps between steps. */
  public List<Variable> optimizerStates() {
    return variables.all(Role.STATE).stream().filter(this::isOptimizerState).toList();
  }

  private boolean isOptimizerState(Variable state) {
    return kernels.entrySet().stream()
        .filter(entry -> entry.getKey() != Pass.UPDATE)
        .flatMap(entry -> entry.getValue().program().buffers().stream())
        .noneMatch(buffer -> buffer.role() == Role.STATE && buffer.name().equals(state.name()));
  }

  /** A parameter, state or optimizer state; it can be read and written. */
  public Variable variable(String name) {
    return variables.get(name);
  }

  /** The gradient of a parameter, as the last call of {@link #gradients} left it. */
  public Variable gradient(String parameter) {
    return variables.get(GRADIENT_PREFIX + parameter);
  }

  /**
   * Writes parameters and states as safetensors, atomically.
   *
   * @param metadata texts to keep with them
   */
  public void save(Path file, Map<String, String> metadata) throws IOException {
    WeightFile.save(file, WeightFile.join(parameters(), states()), metadata);
  }

  /**
   * Reads parameters and states.
   *
   * @return the texts kept with them
   * @throws IOException if the file cannot be read, is damaged, or holds the weights of another
   *     model; nothing has changed then
   */
  public Map<String, String> load(Path file) throws IOException {
    return WeightFile.load(file, WeightFile.join(parameters(), states()));
  }

  /** As {@link #save}, with the states of the optimizer: all that a training needs to go on. */
  public void saveCheckpoint(Path file, Map<String, String> metadata) throws IOException {
    WeightFile.save(file, WeightFile.join(parameters(), states(), optimizerStates()), metadata);
  }

  /** As {@link #load}, of a file that {@link #saveCheckpoint} wrote. */
  public Map<String, String> loadCheckpoint(Path file) throws IOException {
    return WeightFile.load(file, WeightFile.join(parameters(), states(), optimizerStates()));
  }

  /** Ends the threads, if no other network shares them. */
  @Override
  public void close() {
    if (ownsTeam) {
      team.close();
    }
  }
}
