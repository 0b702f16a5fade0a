package dev.cnnc.compiler.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LayeredLayoutTest {
  @Property(tries = 100)
  void boxesStandApartAndInside(@ForAll @IntRange(min = 1, max = 40) int boxes, @ForAll long seed) {
    Drawing drawing = random(boxes, new Random(seed));
    Placement placement = LayeredLayout.place(drawing);
    List<Placement.Rectangle> places = List.copyOf(placement.boxes().values());
    assertEquals(boxes, places.size());
    for (int i = 0; i < places.size(); i++) {
      Placement.Rectangle a = places.get(i);
      assertTrue(a.x() - a.width() / 2 >= 0 && a.x() + a.width() / 2 <= placement.width());
      assertTrue(a.top() >= 0 && a.bottom() <= placement.height());
      for (Placement.Rectangle b : places.subList(0, i)) {
        boolean apart =
            Math.abs(a.x() - b.x()) > (a.width() + b.width()) / 2 - 1e-6
                || Math.abs(a.y() - b.y()) > (a.height() + b.height()) / 2;
        assertTrue(apart, () -> a + " overlaps " + b);
      }
    }
  }

  @Property(tries = 100)
  void arrowsLeadDownwards(@ForAll @IntRange(min = 1, max = 40) int boxes, @ForAll long seed) {
    Drawing drawing = random(boxes, new Random(seed));
    Placement placement = LayeredLayout.place(drawing);
    assertEquals(drawing.arrows().size(), placement.routes().size());
    for (List<Placement.Point> route : placement.routes()) {
      for (int i = 1; i < route.size(); i++) {
        assertTrue(route.get(i - 1).y() < route.get(i).y(), route::toString);
      }
    }
  }

  @Test
  void svgIsXmlWithABoxForEachBox() throws Exception {
    Drawing drawing =
        new Drawing(
            "a < b & c",
            List.of(
                new Drawing.Box("a", Drawing.Kind.INPUT, List.of("image: f32[1, 28, 28]")),
                new Drawing.Box("b", Drawing.Kind.LAYER, List.of("relu_1", "max(x[i < 3], 0)"))),
            List.of(new Drawing.Arrow("a", "b", "[1, 28, 28]")));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(SvgWriter.write(drawing))));
    assertEquals("a < b & c", document.getElementsByTagName("title").item(0).getTextContent());
    // The background is a rectangle too.
    assertEquals(3, document.getElementsByTagName("rect").getLength());
    assertTrue(document.getDocumentElement().getTextContent().contains("max(x[i < 3], 0)"));
  }

  @Test
  void dotQuotesNames() {
    Drawing drawing =
        new Drawing(
            "say \"hi\"",
            List.of(new Drawing.Box("x", Drawing.Kind.OUTPUT, List.of("one", "two"))),
            List.of());
    String dot = DotWriter.write(drawing);
    assertTrue(dot.startsWith("digraph \"say \\\"hi\\\"\" {\n"), dot);
    assertTrue(dot.contains("label=\"one\\ntwo\""), dot);
  }

  /** Arrows lead from earlier to later boxes only, as in a graph's order. */
  private static Drawing random(int count, Random random) {
    List<Drawing.Box> boxes = new ArrayList<>();
    List<Drawing.Arrow> arrows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = "x".repeat(1 + random.nextInt(30));
      boxes.add(new Drawing.Box("b" + i, Drawing.Kind.LAYER, List.of(text)));
      for (int from = 0; from < i; from++) {
        if (random.nextInt(i + 1) < 2) {
          arrows.add(new Drawing.Arrow("b" + from, "b" + i, ""));
        }
      }
    }
    return new Drawing("random", boxes, arrows);
  }
}
