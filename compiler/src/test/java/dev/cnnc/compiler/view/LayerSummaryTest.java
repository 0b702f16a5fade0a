package dev.cnnc.compiler.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Initializer;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LayerSummaryTest {
  /** {@code y[k] = sum[n] weight[k, n] * x[n]} in the call {@code block_1.linear_1}. */
  private static Graph linear() {
    Origin inside = new Origin(SourceSpan.NONE, "block_1.linear_1");
    Value x = new Value("x", ElementType.F32, Shape.of(5), true, Origin.NONE);
    Value weight =
        new Value("block_1.linear_1.weight", ElementType.F32, Shape.of(3, 5), false, inside);
    Value y = new Value("block_1.linear_1.y", ElementType.F32, Shape.of(3), true, inside);
    Subscript k = new Subscript.Position(Affine.index("k"));
    Subscript n = new Subscript.Position(Affine.index("n"));
    Operation product =
        new Operation.Comprehension(
            List.of(new Index("k", 3)),
            Reduction.SUM,
            List.of(new Index("n", 5)),
            false,
            Scalar.apply(
                ScalarFunction.MULTIPLY,
                new Scalar.Access(weight, List.of(k, n)),
                new Scalar.Access(x, List.of(n))));
    return new Graph(
        "Small",
        List.of(
            new Node(x, new Operation.Input()),
            new Node(weight, new Operation.Parameter(new Initializer("zeros", new TreeMap<>()))),
            new Node(y, product)),
        Map.of("y", y),
        Map.of());
  }

  @Test
  void countsParametersAndProducts() {
    assertEquals(
        List.of(
            new LayerSummary.Row("x", Shape.of(5), 0, 0),
            new LayerSummary.Row("block_1", Shape.of(3), 15, 15)),
        LayerSummary.of(linear(), 1).rows());
  }

  @Test
  void looksDeeperOnDemand() {
    assertEquals("block_1.linear_1", LayerSummary.of(linear(), 2).rows().get(1).layer());
    assertEquals("block_1.linear_1", LayerSummary.of(linear(), 9).rows().get(1).layer());
  }
}
