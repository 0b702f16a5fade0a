package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.LoopVerifier;
import dev.cnnc.runtime.program.Initializer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.RowList;
import dev.cnnc.runtime.program.Step;
import dev.cnnc.runtime.program.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lowers every node of a graph, and puts buffers and steps together. */
final class BuildProgram {
  private final Graph graph;
  private final Set<String> gradientNames;
  private final ScheduleOptions options;
  private final Phases phases;
  private final Map<Node, List<Piece>> pieces;
  private final Map<Value, Storage> storages;
  private final BufferTable buffers = new BufferTable();
  private final List<Kernel> kernels = new ArrayList<>();
  private final KernelNames kernelNames = new KernelNames();
  private final Map<List<Object>, Storage> copies = new HashMap<>();
  private final EqualNests equalNests;
  private final PlanKernels kernelPlan;
  private final RowUpdates rowUpdates;
  private final Map<Node, KernelGroup> groups = new HashMap<>();
  private final List<SearchSpace> spaces = new ArrayList<>();

  BuildProgram(
      Graph graph,
      ScheduleOptions options,
      Phases phases,
      Map<Node, List<Piece>> pieces,
      List<KernelGroup> groups,
      Map<Value, Storage> storages,
      RowUpdates rowUpdates,
      EqualNests equalNests) {
    this.rowUpdates = rowUpdates;
    this.graph = graph;
    this.gradientNames = Scheduler.gradientNames(graph);
    this.options = options;
    this.equalNests = equalNests;
    this.phases = phases;
    this.pieces = pieces;
    this.storages = storages;
    this.kernelPlan = new PlanKernels(pieces, storages, options);
    for (KernelGroup group : groups) {
      this.groups.put(group.root(), group);
    }
  }

  LoopProgram build() {
    Map<Value, String> gradients = gradientBuffers();
    addBuffers(gradients);
    for (Node node : graph.nodes()) {
      boolean comprehension = node.operation() instanceof Operation.Comprehension;
      if (!comprehension || groups.containsKey(node)) {
        lower(node, gradients);
      }
    }
    Map<String, Integer> outputs = outputs(gradients);
    List<Update> updates = updates();
    List<Step> steps = ListSteps.of(kernels);
    Set<Integer> kept = new HashSet<>(outputs.values());
    updates.forEach(update -> kept.add(update.source()));
    buffers.prepared(prepared());
    List<Integer> arrays = ShareArrays.assign(buffers.all(), kernels, buffers.bordered(), kept);
    Program program = new Program(graph.name(), buffers.all(), arrays, steps, outputs, updates);
    return LoopVerifier.verified(new LoopProgram(program, options.lanes(), kernels));
  }

  /** The kernels of one comprehension, with arrays for all values of the graph. */
  TunableKernel.Variant only(Node root) {
    addBuffers(gradientBuffers());
    lowerComprehension(root, phases.of(root.result()));
    Program program =
        new Program(graph.name(), buffers.all(), ListSteps.of(kernels), Map.of(), List.of());
    return new TunableKernel.Variant(new LoopProgram(program, options.lanes(), kernels), spaces);
  }

  private void addBuffers(Map<Value, String> gradients) {
    buffers.reserve(gradients.values());
    for (Node node : graph.nodes()) {
      if (storages.get(node.result()).buffer() != Storage.NOWHERE) {
        addBuffer(node, gradients);
      }
    }
  }

  /** What is computed once and read in every run. */
  private Set<Integer> prepared() {
    Set<Integer> prepared = new HashSet<>();
    Set<Integer> read = new HashSet<>();
    for (Kernel kernel : kernels) {
      (kernel.phase() == Phase.PREPARE ? prepared : read).addAll(kernel.buffers());
    }
    prepared.retainAll(read);
    return prepared;
  }

  /** The computed values that are stored as the gradient of a parameter, one each. */
  private Map<Value, String> gradientBuffers() {
    Set<Value> computed = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (!role(node).map(role -> role != Role.TEMPORARY).orElse(false)) {
        computed.add(node.result());
      }
    }
    Map<Value, String> gradients = new LinkedHashMap<>();
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              if (gradientNames.contains(name) && computed.contains(value)) {
                gradients.putIfAbsent(value, name);
              }
            });
    return gradients;
  }

  /** What a value that is given is for. */
  private Optional<Role> role(Node node) {
    if (node.operation() instanceof Operation.Input) {
      boolean gradient = gradientNames.contains(node.result().name());
      return Optional.of(gradient ? Role.GRADIENT : Role.INPUT);
    } else if (node.operation() instanceof Operation.Parameter) {
      return Optional.of(Role.PARAMETER);
    } else if (node.operation() instanceof Operation.State) {
      return Optional.of(Role.STATE);
    }
    return Optional.empty();
  }

  private void addBuffer(Node node, Map<Value, String> gradients) {
    Value value = node.result();
    String gradient = gradients.get(value);
    Optional<Initializer> initializer = Optional.empty();
    if (node.operation() instanceof Operation.Parameter parameter) {
      initializer = Optional.of(initializer(parameter.initializer()));
    } else if (node.operation() instanceof Operation.State state) {
      initializer = Optional.of(initializer(state.initializer()));
    }
    Optional<Role> given = role(node);
    String name =
        given.isPresent()
            ? value.name()
            : gradient != null ? gradient : buffers.unique(value.name());
    Role role = given.orElse(gradient != null ? Role.GRADIENT : Role.TEMPORARY);
    buffers.add(name, role, storages.get(value), initializer);
  }

  private static Initializer initializer(dev.cnnc.compiler.graph.Initializer initializer) {
    return new Initializer(initializer.name(), initializer.arguments());
  }

  private void lower(Node node, Map<Value, String> gradients) {
    Phase phase = phases.of(node.result());
    Storage result = storages.get(node.result());
    if (node.operation() instanceof Operation.Reshape reshape) {
      Nest nest = ReshapeNest.build(storages.get(reshape.tensor()), result, options.lanes());
      add(KernelGroup.of(node), phase, List.of(nest), Optional.empty());
    } else if (node.operation() instanceof Operation.Uniform uniform) {
      LowerNest.TaskLoops lowered = LowerUniform.lower(result, uniform.stream());
      add(KernelGroup.of(node), phase, "", lowered, 1, Set.of(result.buffer()));
    } else if (node.operation() instanceof Operation.Scatter scatter) {
      lowerScatter(node, scatter, phase, Optional.ofNullable(gradients.get(node.result())));
    } else if (node.operation() instanceof Operation.Constant constant) {
      LowerNest.TaskLoops lowered = LowerConstant.lower(result, constant.values());
      add(KernelGroup.of(node), phase, "", lowered, 1, Set.of(result.buffer()));
    } else if (node.operation() instanceof Operation.Comprehension) {
      lowerComprehension(node, phase);
    }
  }

  /** The rows of a gradient are listed for the update, and so that only they are cleared again. */
  private void lowerScatter(
      Node node, Operation.Scatter scatter, Phase phase, Optional<String> gradient) {
    KernelGroup group = KernelGroup.of(node);
    Storage result = storages.get(node.result());
    Set<Integer> used = new HashSet<>(Set.of(result.buffer()));
    scatter.operands().forEach(operand -> used.add(storages.get(operand).buffer()));
    boolean listed = gradient.isPresent() && LowerRows.suits(scatter, result);
    if (listed) {
      int rows = buffers.rowList(RowList.PREFIX + gradient.get(), node.result().shape().extent(0));
      Set<Integer> own = new HashSet<>(Set.of(rows, result.buffer()));
      scatter.terms().forEach(term -> term.rows().forEach(r -> own.add(buffer(r.tensor()))));
      LowerRows lower = new LowerRows(result, rows, options.lanes());
      LowerNest.TaskLoops lowered = lower.lower(scatter, storages::get);
      add(group, phase, "_rows", lowered, lower.lanes(), own);
    }
    LowerScatter lower = new LowerScatter(scatter, result, storages::get, options.lanes());
    add(group, phase, "", lower.lower(listed), lower.lanes(), used);
  }

  private int buffer(Value value) {
    return storages.get(value).buffer();
  }

  private int rowList(RowUpdates.Rows rows) {
    return buffers.rowList(rows.list(), rows.index().extent());
  }

  /** The list of the rows that a value is computed for, or {@link Step#BATCH}. */
  private int rowList(Value value) {
    return rowUpdates.rows(value).map(this::rowList).orElse(Step.BATCH);
  }

  private void lowerComprehension(Node node, Phase phase) {
    KernelGroup group = groups.get(node);
    List<Piece> all = pieces.get(node);
    Optional<Schedule> given = Optional.ofNullable(options.schedules().get(node.result().name()));
    List<Nest> nests = new ArrayList<>();
    all.forEach(piece -> nests.add(nest(group, piece, phase)));
    EqualNests.Loops loops = add(group, phase, nests, given);
    for (int i = 0; i < all.size(); i++) {
      Piece piece = all.get(i);
      spaces.add(
          new SearchSpace(
              loops.profiles().get(i),
              loops.schedules().get(i),
              () -> kernelPlan.copying(group, piece)));
    }
  }

  /** A nest whose operands are stored, or copied, as its vectors need them. */
  private Nest nest(KernelGroup group, Piece piece, Phase phase) {
    PlanKernels.Packing packing = kernelPlan.packing(group, piece);
    Map<Value, Storage> packed = new HashMap<>();
    packing
        .layouts()
        .forEach(
            (value, layout) -> {
              Storage own = storages.get(value);
              String name = value.name() + ".packed";
              Phase copied = phases.ofCopy(value, phase);
              packed.put(value, copy(own, name, Role.TEMPORARY, own.in(layout), copied));
            });
    Nest nest =
        packed.isEmpty()
            ? packing.nest()
            : BuildNest.build(
                group, piece, v -> packed.getOrDefault(v, storages.get(v)), options.lanes());
    return rowUpdates
        .rows(group.root().result())
        .map(rows -> RowNest.of(nest, piece.own(rows.index()), rowList(rows)))
        .orElse(nest);
  }

  /** The kernels of a group, or of a copy. */
  private EqualNests.Loops add(
      KernelGroup group, Phase phase, List<Nest> nests, Optional<Schedule> given) {
    EqualNests.Numbered lowered = equalNests.lower(nests, given);
    EqualNests.Loops loops = lowered.loops();
    List<Integer> arrays = new ArrayList<>(lowered.operands());
    Value result = group.root().result();
    loops.partials().forEach(p -> arrays.add(buffers.partials(result, p.layout(), p.batched())));
    int parts = loops.kernels().size();
    for (int i = 0; i < parts; i++) {
      String part = parts == 1 ? "" : "_part" + (i + 1);
      add(group, phase, part, loops.kernels().get(i).over(arrays::get), loops.notes());
    }
    return loops;
  }

  /** Loops over buffers by their numbers. */
  private void add(
      KernelGroup group,
      Phase phase,
      String part,
      LowerNest.TaskLoops lowered,
      int lanes,
      Set<Integer> used) {
    CodedLoops loops = CodedLoops.of(new JoinPieces.Piece(lowered, lanes, used));
    add(group, phase, part, loops, List.of());
  }

  private void add(
      KernelGroup group, Phase phase, String part, CodedLoops loops, List<String> notes) {
    kernels.add(
        new Kernel(
            kernelNames.name(group.root().result(), phase, part),
            group.root().result().origin(),
            phase,
            group.nodes(),
            notes,
            loops.code(),
            loops.arrays(),
            loops.tasks().tasksPerExample(),
            loops.tasks().fixedTasks(),
            loops.tasks().examplesPerTask(),
            rowList(group.root().result())));
  }

  private Map<String, Integer> outputs(Map<Value, String> gradients) {
    Map<String, Integer> outputs = new LinkedHashMap<>();
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              Storage storage = storages.get(value);
              if (gradientNames.contains(name) && !name.equals(gradients.get(value))) {
                storage = copy(storage, name, Role.GRADIENT, plain(storage, name), Phase.BACKWARD);
              }
              outputs.put(name, storage.buffer());
            });
    return outputs;
  }

  private List<Update> updates() {
    List<Update> updates = new ArrayList<>();
    graph
        .updates()
        .forEach(
            (target, source) -> {
              Storage from = storages.get(source);
              Storage to = storages.get(target);
              if (!from.layout().equals(to.layout())) {
                String name = buffers.unique(source.name() + ".for." + target.name());
                from = copy(from, name, Role.TEMPORARY, to, Phase.FORWARD);
              }
              updates.add(new Update(to.buffer(), from.buffer(), rowList(source)));
            });
    return updates;
  }

  /** Like a value's own array, but without the halo, which is this program's affair. */
  private Storage plain(Storage storage, String name) {
    Layout fixed = options.layouts().get(name);
    List<Integer> none = Halos.none(storage.value());
    int innermost = Layouts.innermostAxis(storage.value().shape(), Set.of(), options.lanes());
    Layout layout =
        fixed != null
            ? fixed
            : Layouts.build(storage.value().shape(), innermost, none, none, options.lanes());
    return new Storage(storage.buffer(), storage.value(), layout, none, none);
  }

  /** The same value in an array of its own, laid out like another. */
  private Storage copy(Storage from, String name, Role role, Storage like, Phase phase) {
    List<Object> key = List.of(from.buffer(), name, like.layout(), phase);
    Storage known = copies.get(key);
    if (known == null) {
      known = addCopy(from, buffers.unique(name), role, like, phase);
      copies.put(key, known);
    }
    return known;
  }

  private Storage addCopy(Storage from, String name, Role role, Storage like, Phase phase) {
    Value value = from.value();
    Value copy = new Value(name, value.type(), value.shape(), value.batched(), value.origin());
    Storage to =
        new Storage(buffers.size(), copy, like.layout(), like.haloBelow(), like.haloAbove());
    buffers.add(name, role, to, Optional.empty());
    Node node = new Node(copy, new Operation.Reshape(value));
    Nest nest = ReshapeNest.build(from, to, options.lanes());
    add(KernelGroup.of(node), phase, List.of(nest), Optional.empty());
    return to;
  }
}
