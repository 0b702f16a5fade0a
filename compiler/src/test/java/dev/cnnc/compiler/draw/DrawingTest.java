package dev.cnnc.compiler.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.draw.Diagram.Arrow;
import dev.cnnc.compiler.draw.Diagram.Box;
import dev.cnnc.compiler.draw.Diagram.Frame;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.testing.RandomGraphs;
import dev.cnnc.compiler.testing.Scripts;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DrawingTest {
  @Provide
  Arbitrary<Graph> graphs() {
    return RandomGraphs.graphs(RandomGraphs.Kind.DIFFERENTIABLE)
        .map(graph -> LayersByName.parse(graph.toString(), Map.of()));
  }

  /** The graph with its gradients, drawn over itself. */
  private static Diagram derived(Graph graph) {
    Map<Value, Seed> seeds = Map.of(graph.outputs().get("y"), Seed.INCOMING);
    return NodeDiagram.of(Differentiate.gradients(graph, seeds, graph.parameters()), graph);
  }

  @Property(tries = 30)
  void everyNodeAndReadIsDrawn(@ForAll("graphs") Graph graph) throws Exception {
    Diagram diagram = derived(graph);
    Document svg = xml(SvgDrawing.draw(diagram));
    long forward =
        diagram.boxes().stream()
            .filter(box -> box.kind() != Kind.BACKWARD && box.kind() != Kind.OUTPUT)
            .count();
    assertEquals(graph.nodes().size(), forward);
    NodeList paths = svg.getElementsByTagName("path");
    int markers = 2;
    assertEquals(diagram.arrows().size(), paths.getLength() - markers);
    assertTrue(DotDrawing.draw(diagram).startsWith("digraph "));
  }

  @Property(tries = 30)
  void boxesStandApartAndInsideOfTheDrawing(@ForAll("graphs") Graph graph) {
    PlacedDiagram placed = PlaceDiagram.place(derived(graph));
    List<PlacedDiagram.Area> areas = List.copyOf(placed.boxes().values());
    for (int a = 0; a < areas.size(); a++) {
      assertTrue(areas.get(a).x() >= 0 && areas.get(a).y() >= 0);
      assertTrue(areas.get(a).x() + areas.get(a).width() <= placed.width());
      assertTrue(areas.get(a).y() + areas.get(a).height() <= placed.height());
      for (int b = 0; b < a; b++) {
        assertFalse(overlap(areas.get(a), areas.get(b)));
      }
    }
  }

  private static boolean overlap(PlacedDiagram.Area a, PlacedDiagram.Area b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  @Test
  void arrowsEndAtTheirBoxesAlsoAcrossFrames() {
    Diagram diagram =
        new Diagram(
            "t",
            "",
            List.of(new Frame("outer", "", "outer"), new Frame("inner", "outer", "inner")),
            List.of(box("a", "", "a"), box("b", "inner", "b"), box("c", "outer", "c")),
            List.of(new Arrow("a", "b", "3 × 3", false), new Arrow("b", "c", "", true)));
    PlacedDiagram placed = PlaceDiagram.place(diagram);
    for (int i = 0; i < 2; i++) {
      Arrow arrow = diagram.arrows().get(i);
      List<PlacedDiagram.Point> points = placed.arrows().get(i).points();
      PlacedDiagram.Area from = placed.boxes().get(arrow.from());
      PlacedDiagram.Area to = placed.boxes().get(arrow.to());
      PlacedDiagram.Point end = points.get(points.size() - 1);
      assertEquals(from.y() + from.height(), points.get(0).y(), 1.5);
      assertEquals(to.y(), end.y(), 1.5);
      assertTrue(to.x() <= end.x() && end.x() <= to.x() + to.width());
    }
    assertTrue(inside(placed.boxes().get("b"), placed.frames().get("inner")));
    assertTrue(inside(placed.frames().get("inner"), placed.frames().get("outer")));
  }

  private static boolean inside(PlacedDiagram.Area inner, PlacedDiagram.Area outer) {
    return outer.x() <= inner.x()
        && outer.y() <= inner.y()
        && inner.x() + inner.width() <= outer.x() + outer.width()
        && inner.y() + inner.height() <= outer.y() + outer.height();
  }

  private static Box box(String id, String frame, String title) {
    return new Box(id, frame, Kind.ELEMENTWISE, title, List.of());
  }

  @Test
  void textIsEscaped() throws Exception {
    String nasty = "<script>&\"'\u0000]]>\uD800";
    Diagram diagram = new Diagram(nasty, nasty, List.of(), List.of(box("a", "", nasty)), List.of());
    Document svg = xml(SvgDrawing.draw(diagram));
    assertEquals(0, svg.getElementsByTagName("script").getLength());
    assertEquals(
        "<script>&\"'\uFFFD]]>\uFFFD", svg.getElementsByTagName("title").item(0).getTextContent());
    assertTrue(DotDrawing.draw(diagram).contains("<script>&\\\"'"));
  }

  @Test
  void sameDiagramSameText() {
    Graph graph = GraphParser.parse("graph g\nx: f32[batch, 3] = input\noutput y = x\n");
    assertEquals(SvgDrawing.draw(LayerDiagram.of(graph)), SvgDrawing.draw(LayerDiagram.of(graph)));
  }

  @Test
  void aDiagramRefusesWhatHasNoPlace() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Diagram("t", "", List.of(), List.of(box("a", "nowhere", "a")), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Diagram(
                "t", "", List.of(), List.of(box("a", "", "a"), box("a", "", "a")), List.of()));
  }

  @Test
  void kindsAreToldFromTheNodes() {
    Graph graph =
        GraphParser.parse(
            """
            graph g
            x: f32[batch, 4] = input
            w: f32[4] = parameter zeros()
            moved: f32[batch, 3] = [i < 3] x[i + 1]
            padded: f32[batch, 6] = [i < 6] sum[] x[i - 1]
            relu: f32[batch, 4] = [i < 4] max(x[i], 0)
            pool: f32[batch, 2] = [i < 2] max[u < 2] x[2*i + u]
            """);
    Map<String, Kind> expected =
        Map.of(
            "x", Kind.INPUT,
            "w", Kind.PARAMETER,
            "moved", Kind.MOVING,
            "padded", Kind.MOVING,
            "relu", Kind.ELEMENTWISE,
            "pool", Kind.REDUCING);
    for (Box box : LayerDiagram.of(graph).boxes()) {
      assertEquals(expected.get(box.title()), box.kind(), box.title());
    }
  }

  private static final String SCRIPT =
      """
      layer block(x: f32[C, H, W]; filters: int) {
        inner = x |> conv2d(filters, kernel = 3, padding = 1) |> relu
        output concat(x, inner)
      }
      model M {
        input image: f32[2, 6, 6]
        output scores = image |> block(4) |> flatten |> linear(3)
      }
      """;

  @Test
  void callsOfTheScriptAreBoxesAndItsLayersFrames() {
    Diagram diagram = LayerDiagram.of(Scripts.graph(SCRIPT, "M", false));
    assertEquals("4 layers, 727 parameters", diagram.subtitle());
    assertEquals(List.of("block_1"), diagram.frames().stream().map(Frame::title).toList());
    assertEquals(
        List.of("image", "conv2d_1", "relu_1", "concat_1", "flatten_1", "linear_1", "scores"),
        diagram.boxes().stream().map(Box::title).toList());
    Box convolution = diagram.boxes().get(1);
    assertEquals(
        List.of("conv2d(filters, kernel = 3, padding = 1)", "4 × 6 × 6  ·  76 parameters"),
        convolution.lines());
    assertEquals(Kind.TRAINED, convolution.kind());
    assertEquals("block_1", convolution.frame());
  }

  @Test
  void eachCallHasABackwardBoxWithItsGradients() {
    Graph forward = Scripts.graph(SCRIPT, "M", true);
    Map<Value, Seed> seeds = Map.of(forward.outputs().get("scores"), Seed.INCOMING);
    Graph derived = Differentiate.gradients(forward, seeds, forward.parameters());
    Diagram diagram = LayerDiagram.of(derived, forward);
    Box convolution =
        diagram.boxes().stream()
            .filter(box -> box.kind() == Kind.BACKWARD && box.title().equals("conv2d_1"))
            .findFirst()
            .orElseThrow();
    assertEquals("backward block_1", convolution.frame());
    assertEquals(
        List.of("grad.block_1.conv2d_1.weight: 4 × 2 × 3 × 3", "grad.block_1.conv2d_1.bias: 4"),
        convolution.lines());
    assertTrue(
        diagram.arrows().stream()
            .anyMatch(arrow -> arrow.backward() && arrow.to().equals(convolution.id())));
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }
}
