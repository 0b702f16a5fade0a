package dev.cnnc.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.testing.Golden;
import dev.cnnc.compiler.testing.Scripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The graphs of a few small models and of their gradients, as text for people to read. */
class GraphGoldenTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          conv2d_stride_2      ; f32[3, 8, 8]   ; conv2d(4, kernel = 3, stride = 2, padding = 1)
          maxpool2d_overlap    ; f32[3, 7, 7]   ; maxpool2d(3, stride = 2)
          avgpool2d_inside     ; f32[3, 8, 8]   ; avgpool2d(3, stride = 2, padding = 1, count_include_pad = false)
          linear_relu          ; f32[5]         ; linear(4) |> relu
          softmax              ; f32[10]        ; softmax
          batchnorm            ; f32[3, 4, 4]   ; batchnorm
          dropout              ; f32[6]         ; dropout(rate = 0.25)
          """)
  void layerAndItsGradients(String name, String type, String pipeline) {
    String script = "model M {\n  input x: " + type + "\n  output y = x |> " + pipeline + "\n}\n";
    Graph graph = Scripts.graph(script, "M", true);
    List<Value> by = new ArrayList<>(graph.inputs());
    by.addAll(graph.parameters());
    Map<Value, Seed> seeds = Map.of(graph.outputs().get("y"), Seed.INCOMING);
    Graph gradients = Differentiate.gradients(graph, seeds, by);
    String text = GraphPrinter.print(gradients);
    assertEquals(text, GraphPrinter.print(GraphParser.parse(text)));
    Golden.assertMatches("graph/" + name + ".graph", text);
  }
}
