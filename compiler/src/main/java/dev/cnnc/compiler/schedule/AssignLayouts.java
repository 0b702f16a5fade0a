package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides how each value is stored. Values of equal shape are stored alike, but for halos. */
final class AssignLayouts {
  private final Graph graph;
  private final ScheduleOptions options;
  private final Halos halos;
  private final RowAxes rows;
  private final StridedAxes strided;
  private final RowUpdates updates;
  private final Map<Value, Layout> fixed = new HashMap<>();
  private final Set<Value> withoutHalo = new HashSet<>();
  private final boolean interleaved;
  private final Set<Value> zeroTails;

  private AssignLayouts(Graph graph, ScheduleOptions options, Halos halos, RowUpdates updates) {
    this.updates = updates;
    this.graph = graph;
    this.options = options;
    this.halos = halos;
    this.rows = RowAxes.of(graph);
    this.strided = StridedAxes.of(graph, options.lanes());
    this.interleaved = Interleaving.suits(graph, options);
    this.zeroTails = Interleaving.zeroTails(graph);
  }

  /** The storage of each value; buffers are numbered in the order of the graph. */
  static Map<Value, Storage> assign(
      Graph graph, ScheduleOptions options, Halos halos, RowUpdates updates) {
    return new AssignLayouts(graph, options, halos, updates).assign();
  }

  private Map<Value, Storage> assign() {
    Set<String> gradients = Scheduler.gradientNames(graph);
    for (Value value : graph.parameters()) {
      share(value, value.name());
    }
    for (Value value : graph.states()) {
      share(value, value.name());
    }
    for (Value value : graph.inputs()) {
      if (gradients.contains(value.name())) {
        share(value, value.name());
      }
    }
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              if (gradients.contains(name)) {
                share(value, name);
              }
            });
    updates.parameters().forEach(this::storeAlike);
    Map<Value, Storage> storages = new HashMap<>();
    // What is written to a parameter or state is stored as that is.
    graph
        .updates()
        .forEach(
            (target, source) -> {
              withoutHalo.add(source);
              if (!fixed.containsKey(source)) {
                fixed.put(source, storage(target, 0).layout());
              }
            });
    for (Node node : graph.nodes()) {
      try {
        Storage storage = storage(node, storages.size());
        storages.put(
            node.result(),
            node.operation() instanceof Operation.Constant constant
                ? storage.withNumbers(constant.values())
                : storage);
      } catch (ArithmeticException overflow) {
        throw new IllegalArgumentException(
            node.result()
                + " is too large: padded to whole vectors, one example has more numbers than the "
                + Integer.MAX_VALUE
                + " of an array",
            overflow);
      }
    }
    return storages;
  }

  private void share(Value value, String buffer) {
    withoutHalo.add(value);
    Layout layout = options.layouts().get(buffer);
    if (layout != null && !fixed.containsKey(value)) {
      fixed.put(value, layout);
    }
  }

  private void storeAlike(Value value, Value parameter) {
    withoutHalo.add(value);
    fixed.putIfAbsent(value, storage(parameter, 0).layout());
  }

  private Storage storage(Node node, int buffer) {
    Value value = node.result();
    int lanes = options.lanes();
    if (interleaved && value.batched()) {
      List<Integer> below = halos.below(value);
      List<Integer> above = halos.above(value);
      Layout layout = Layouts.interleaved(value.shape(), below, above, lanes);
      return new Storage(buffer, value, layout, below, above, zeroTails.contains(value), List.of());
    }
    boolean given = node.operation() instanceof Operation.Input;
    if (withoutHalo.contains(value) || value.type() == ElementType.I32) {
      return storage(value, buffer);
    }
    int innermost = innermost(value);
    List<Integer> below = new ArrayList<>(halos.below(value));
    List<Integer> above = new ArrayList<>(halos.above(value));
    if (lanes > 1 && innermost >= 0 && !given) {
      // Vectors that are stored reach beyond the last element.
      below.set(innermost, 0);
      above.set(innermost, 0);
    }
    Layout layout = Layouts.build(value.shape(), innermost, below, above, lanes);
    return new Storage(buffer, value, layout, below, above);
  }

  private int innermost(Value value) {
    return rows.innermost(value)
        .orElseGet(() -> Layouts.innermostAxis(value.shape(), strided.of(value), options.lanes()));
  }

  /** Without a halo. */
  private Storage storage(Value value, int buffer) {
    List<Integer> none = Halos.none(value);
    Layout layout = fixed.get(value);
    if (layout == null && value.type() == ElementType.I32) {
      layout = Layout.rowMajor(value.shape().extents());
    } else if (layout == null) {
      int innermost = innermost(value);
      layout = Layouts.build(value.shape(), innermost, none, none, options.lanes());
    }
    return new Storage(buffer, value, layout, none, none);
  }
}
