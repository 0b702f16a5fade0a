package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parameters and values have the names that language reference promises. */
class NamesTest {
  private static List<String> parameters(Graph graph) {
    return graph.parameters().stream().map(Value::name).toList();
  }

  private static Graph graph(String script) {
    return Scripts.model(script, true).graph();
  }

  @Test
  void callsAreNamedByAliasOrOrdinal() {
    Graph graph =
        graph(
            """
            layer block(x: f32[N]) {
              a = x |> linear(3) |> relu
              output a |> linear(N) as out
            }
            model M {
              input x: f32[2]
              h = x |> block |> repeat 2 { block } |> linear(4, bias = false) as head
              output h |> linear(1, bias = false)
            }
            """);
    assertEquals(
        List.of(
            "block_1.linear_1.weight",
            "block_1.linear_1.bias",
            "block_1.out.weight",
            "block_1.out.bias",
            "block_2.linear_1.weight",
            "block_2.linear_1.bias",
            "block_2.out.weight",
            "block_2.out.bias",
            "block_3.linear_1.weight",
            "block_3.linear_1.bias",
            "block_3.out.weight",
            "block_3.out.bias",
            "head.weight",
            "linear_1.weight"),
        parameters(graph));
  }

  @Test
  void sharedCopiesHaveTheSameParameters() {
    ElaboratedModel model =
        Scripts.model(
            """
            model M {
              input x: f32[2]
              output y = x |> repeat shared 3 { linear(2) } |> linear(1)
            }
            """,
            true);
    assertEquals(
        List.of("linear_1.weight", "linear_1.bias", "linear_2.weight", "linear_2.bias"),
        parameters(model.graph()));
    assertEquals(4, model.calls().size());
  }

  @Test
  void sharedCopiesUpdateStatesInTurn() {
    Graph graph =
        graph(
            """
            layer counted(x: f32[..]) {
              state n: f32[] = zeros
              update n = n + 1
              output y = x * n
            }
            model M {
              input x: f32[2]
              output y = x |> repeat shared 3 { counted }
            }
            """);
    assertEquals(1, graph.states().size());
    assertEquals(1, graph.updates().size());
    double[] after =
        GraphInterpreter.run(
                graph, 1, Map.of("x", new double[] {1, 2}, "counted_1.n", new double[] {1}))
            .updates()
            .get("counted_1.n");
    assertEquals(4, after[0]);
  }

  @Test
  void parametersMayHaveAnotherNameInFiles() {
    Graph graph =
        graph(
            """
            layer shift(x: f32[N]; bias: real) {
              param b as bias: f32[N] = uniform(-bias, bias)
              output y = x + b
            }
            model M {
              input x: f32[2]
              output y = x |> shift(0.5)
            }
            """);
    assertEquals(List.of("shift_1.bias"), parameters(graph));
  }

  @Test
  void aLayersValuesLeadToTheCallInTheUsersScript() {
    ElaboratedModel model =
        Scripts.model("model M {\n  input x: f32[2]\n  output y =\n    x |> linear(1)\n}\n", true);
    Value z = model.graph().outputs().get("y");
    assertEquals("linear(1)", z.origin().span().text());
    assertEquals(4, z.origin().span().line());
    assertEquals("linear_1", z.origin().layer());
  }

  @Test
  void aUsersFormulaLeadsToItself() {
    ElaboratedModel model =
        Scripts.model(
            """
            layer half(x: f32[..]) {
              output y[..] = x[..] / 2
            }
            model M {
              input x: f32[2]
              output y = x |> half
            }
            """,
            true);
    assertEquals(2, model.graph().outputs().get("y").origin().span().line());
  }

  @Test
  void aUsersLayerGoesBeforeTheLibrarysButNotWithinIt() {
    Graph graph =
        graph(
            """
            layer reshape_twice(x: f32[..]) { output x |> flatten |> flatten }
            layer flatten(x: f32[..]) { output y = x + 1 }
            model M {
              input x: f32[2, 2]
              output y = x |> reshape_twice
              output z = x |> depthwise_conv2d_free
            }
            layer depthwise_conv2d_free(x: f32[..]) { output y = x }
            """);
    assertEquals(2, graph.outputs().get("y").shape().rank());
    assertSame(graph.inputs().get(0), graph.outputs().get("z"));
  }
}
