package dev.cnnc.compiler.draw;

import dev.cnnc.compiler.draw.PlacedDiagram.Area;
import dev.cnnc.compiler.draw.PlacedDiagram.Point;
import dev.cnnc.compiler.draw.PlacedDiagram.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkGraphElement;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkShape;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Gives every part of a diagram a place, top to bottom, by the layered method of Eclipse ELK. */
final class PlaceDiagram {
  private static final long STACK_BYTES = 512L << 20;

  /** Up to so many boxes and arrows the placement with the straightest arrows is quick. */
  private static final int SMALL = 160;

  private final Diagram diagram;
  private final Map<String, ElkNode> frames = new HashMap<>();
  private final Map<String, ElkNode> boxes = new HashMap<>();
  private final List<ElkEdge> edges = new ArrayList<>();

  private PlaceDiagram(Diagram diagram) {
    this.diagram = diagram;
  }

  static PlacedDiagram place(Diagram diagram) {
    return new PlaceDiagram(diagram).place();
  }

  private PlacedDiagram place() {
    ElkNode root = ElkGraphUtil.createGraph();
    setOptions(root);
    frames.put("", root);
    for (Diagram.Frame frame : diagram.frames()) {
      ElkNode node = ElkGraphUtil.createNode(frames.get(frame.parent()));
      setOptions(node);
      double top = Style.FRAME_TITLE + 2 * Style.PADDING;
      node.setProperty(
          CoreOptions.PADDING, new ElkPadding(top, Style.MARGIN, Style.MARGIN, Style.MARGIN));
      frames.put(frame.id(), node);
    }
    for (Diagram.Box box : diagram.boxes()) {
      ElkNode node = ElkGraphUtil.createNode(frames.get(box.frame()));
      node.setDimensions(Style.width(box), Style.height(box));
      boxes.put(box.id(), node);
    }
    diagram.arrows().forEach(this::addEdge);
    layOut(root);
    return placed(root);
  }

  /** ELK recurses as deep as a graph is long, so it runs on a stack of its own. */
  private static void layOut(ElkNode root) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor()), null);
    new Thread(null, task, "layout", STACK_BYTES).start();
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while laying out", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the diagram cannot be laid out", e.getCause());
    }
  }

  private void setOptions(ElkNode parent) {
    parent.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    parent.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    parent.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
    parent.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    parent.setProperty(CoreOptions.SPACING_NODE_NODE, 28.0);
    parent.setProperty(CoreOptions.SPACING_EDGE_NODE, 18.0);
    parent.setProperty(CoreOptions.SPACING_EDGE_EDGE, 12.0);
    parent.setProperty(CoreOptions.SPACING_EDGE_LABEL, 4.0);
    parent.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 22.0);
    parent.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 12.0);
    parent.setProperty(
        LayeredOptions.NODE_PLACEMENT_STRATEGY,
        diagram.boxes().size() + diagram.arrows().size() <= SMALL
            ? NodePlacementStrategy.NETWORK_SIMPLEX
            : NodePlacementStrategy.BRANDES_KOEPF);
  }

  private void addEdge(Diagram.Arrow arrow) {
    ElkEdge edge = ElkGraphUtil.createSimpleEdge(boxes.get(arrow.from()), boxes.get(arrow.to()));
    if (!arrow.label().isEmpty()) {
      ElkLabel label = ElkGraphUtil.createLabel(arrow.label(), edge);
      double width = TextWidth.of(arrow.label(), Style.LABEL) + Style.PADDING;
      label.setDimensions(width, Style.LABEL * Style.LEADING);
    }
    edges.add(edge);
  }

  private PlacedDiagram placed(ElkNode root) {
    Map<String, Area> frameAreas = new HashMap<>();
    Map<String, Area> boxAreas = new HashMap<>();
    frames.forEach((id, node) -> frameAreas.put(id, area(node, node.getParent())));
    boxes.forEach((id, node) -> boxAreas.put(id, area(node, node.getParent())));
    List<Way> ways = edges.stream().map(PlaceDiagram::way).toList();
    return new PlacedDiagram(
        diagram, root.getWidth(), root.getHeight(), frameAreas, boxAreas, ways);
  }

  private static Area area(ElkShape shape, ElkNode parent) {
    Point corner = absolute(shape.getX(), shape.getY(), parent);
    return new Area(corner.x(), corner.y(), shape.getWidth(), shape.getHeight());
  }

  private static Way way(ElkEdge edge) {
    ElkNode parent = edge.getContainingNode();
    List<Point> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(absolute(section.getStartX(), section.getStartY(), parent));
      section
          .getBendPoints()
          .forEach(bend -> points.add(absolute(bend.getX(), bend.getY(), parent)));
      points.add(absolute(section.getEndX(), section.getEndY(), parent));
    }
    List<ElkLabel> labels = edge.getLabels();
    return new Way(points, labels.isEmpty() ? null : area(labels.get(0), parent));
  }

  /** ELK counts from the upper left corner of the node that holds a thing. */
  private static Point absolute(double x, double y, ElkNode holder) {
    double absoluteX = x;
    double absoluteY = y;
    for (ElkGraphElement at = holder; at instanceof ElkNode node; at = node.getParent()) {
      absoluteX += node.getX();
      absoluteY += node.getY();
    }
    return new Point(absoluteX, absoluteY);
  }
}
