package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Layout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds operands that are stored in the wrong order for vectors along a sum's innermost axis, and
 * the order that would be right. The input gradient of a convolution, {@code dx[c, h, w] = sum[k,
 * u, v] dy[k, …]·weight[k, c, u, v]}, runs vectors along {@code c}, but {@code weight} is stored
 * with {@code k} innermost. A copy costs little where each element is used many times.
 */
final class PackOperands {
  /** A copy has to be read at least this many times as often as it is written. */
  private static final long LEAST_USE = 16;

  private final Node node;
  private final Comprehension comprehension;
  private final Map<Value, Storage> storages;
  private final int lanes;

  private PackOperands(Node node, Map<Value, Storage> storages, int lanes) {
    this.node = node;
    this.comprehension = (Comprehension) node.operation();
    this.storages = storages;
    this.lanes = lanes;
  }

  /** The layouts that copies of operands should have; empty if there is nothing to gain. */
  static Map<Value, Layout> layouts(Node node, Map<Value, Storage> storages, int lanes) {
    return new PackOperands(node, storages, lanes).layouts();
  }

  private Map<Value, Layout> layouts() {
    Storage result = storages.get(node.result());
    Map<Value, Layout> layouts = new LinkedHashMap<>();
    if (comprehension.reduction() != Reduction.SUM || !result.storesVectors(lanes)) {
      return layouts;
    }
    String lane = comprehension.free().get(result.innermost()).name();
    for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
      if (access.tensor().type() == ElementType.F32 && uses(access.tensor()) >= LEAST_USE) {
        int axis = onlyAxis(access, lane);
        if (axis >= 0 && storages.get(access.tensor()).layout().strides().get(axis) != 1) {
          Storage storage = storages.get(access.tensor());
          layouts.put(
              access.tensor(),
              Layouts.build(
                  access.tensor().shape(), axis, storage.haloBelow(), storage.haloAbove(), lanes));
        }
      }
    }
    return layouts;
  }

  /** The axis that a read moves along by one when the index does, if it is the only one; or -1. */
  private static int onlyAxis(Scalar.Access access, String index) {
    int found = -1;
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      if (access.subscripts().get(axis) instanceof Subscript.Position position) {
        int step = position.numerator().coefficient(index);
        if (step != 0 && (found >= 0 || step != 1 || position.divisor() != 1)) {
          return -1;
        }
        found = step == 0 ? found : axis;
      }
    }
    return found;
  }

  /** How often an element is read over a batch, on average. */
  private long uses(Value operand) {
    boolean overBatch = comprehension.overBatch() || node.result().batched();
    long terms = overBatch ? Profile.BATCH : 1;
    for (Index index : comprehension.free()) {
      terms *= index.extent();
    }
    for (Index index : comprehension.reduced()) {
      terms *= index.extent();
    }
    return terms / (operand.shape().size() * (operand.batched() ? Profile.BATCH : 1));
  }
}
