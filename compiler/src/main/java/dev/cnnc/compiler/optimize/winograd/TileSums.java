package dev.cnnc.compiler.optimize.winograd;

import static dev.cnnc.compiler.optimize.winograd.TileTransform.access;
import static dev.cnnc.compiler.optimize.winograd.TileTransform.join;
import static dev.cnnc.compiler.optimize.winograd.TileTransform.positions;
import static dev.cnnc.compiler.optimize.winograd.TileTransform.product;
import static dev.cnnc.compiler.optimize.winograd.TileTransform.reversed;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.optimize.winograd.TileTransform.Along;
import dev.cnnc.compiler.optimize.winograd.WindowSum.Axis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The comprehensions of one sum over windows; {@link RewriteWindows} has their formulas. */
final class TileSums {
  private final GraphBuilder nodes;
  private final Map<Matrix, Value> matrices;
  private final Value result;
  private final WindowSum windows;
  private final Winograd winograd;
  private final Set<String> taken = new HashSet<>();
  private final Index xi;
  private final Index nu;
  private final Index ty;
  private final Index tx;

  TileSums(
      GraphBuilder nodes,
      Map<Matrix, Value> matrices,
      Value result,
      WindowSum windows,
      Winograd winograd) {
    this.nodes = nodes;
    this.matrices = matrices;
    this.result = result;
    this.windows = windows;
    this.winograd = winograd;
    windows.sum().free().forEach(index -> taken.add(index.name()));
    windows.sum().reduced().forEach(index -> taken.add(index.name()));
    xi = index("xi", winograd.points());
    nu = index("nu", winograd.points());
    ty = index("ty", tiles(windows.rows()));
    tx = index("tx", tiles(windows.columns()));
  }

  /** Adds the nodes, of which the last computes the result. */
  void add() {
    if (windows.addsTiles(winograd)) {
      addOverlaps();
      return;
    }
    Value image =
        transform("input")
            .tiles(windows.image().tensor(), image(windows.rows()), image(windows.columns()));
    if (windows.givesTaps()) {
      addTaps(image);
    } else {
      addPlaces(image);
    }
  }

  private int tiles(Axis axis) {
    boolean ofImage = windows.addsTiles(winograd);
    return winograd.tiles(ofImage ? windows.extent(axis) : axis.space().extent());
  }

  private Along image(Axis axis) {
    Matrix matrix = winograd.input();
    return new Along(axis.ofImage(), matrix, tiles(axis), winograd.outputs(), axis.offset());
  }

  /** {@code M = sum[c] U * V}, and from it what is at each place. */
  private void addPlaces(Value image) {
    Value products = products(image, false);
    Index a = index("a", winograd.outputs());
    Index b = index("b", winograd.outputs());
    Affine row = Affine.index(windows.rows().space().name()).plus(Affine.index(a.name()).times(-1));
    Affine column =
        Affine.index(windows.columns().space().name()).plus(Affine.index(b.name()).times(-1));
    List<Subscript> read = new ArrayList<>();
    for (Affine position : positions(join(List.of(xi, nu), windows.otherFree()))) {
      read.add(new Position(position));
    }
    read.add(new Position(row, winograd.outputs()));
    read.add(new Position(column, winograd.outputs()));
    TileTransform output = transform("output");
    Scalar body =
        product(
            output.number(winograd.output(), a, xi),
            product(output.number(winograd.output(), b, nu), new Scalar.Access(products, read)));
    List<Index> reduced = List.of(xi, nu, a, b);
    addWhole(reduced, body);
  }

  /**
   * {@code N = sum[k] U * W}, what each tile of the image adds to the result, and from it what is
   * at each place.
   */
  private void addOverlaps() {
    Value tiles =
        transform("gradient")
            .tiles(windows.image().tensor(), part(windows.rows()), part(windows.columns()));
    Value products = products(tiles, true);

    Index i = index("i", winograd.points());
    Index j = index("j", winograd.points());
    List<Index> others = windows.otherFree();
    TileTransform input = transform("input");
    Value parts =
        nodes.add(
            result.name() + ".part",
            new Comprehension(
                join(others, List.of(ty, tx, i, j)),
                Reduction.SUM,
                List.of(xi, nu),
                false,
                product(
                    input.number(winograd.input(), xi, i),
                    product(
                        input.number(winograd.input(), nu, j),
                        access(
                            products, positions(join(List.of(xi, nu), others, List.of(ty, tx))))))),
            result.origin());

    Overlap down = new Overlap(windows.rows(), "a", "e");
    Overlap across = new Overlap(windows.columns(), "b", "f");
    List<Subscript> read = new ArrayList<>();
    positions(others).forEach(position -> read.add(new Position(position)));
    read.addAll(List.of(down.tile(), across.tile(), down.inside(), across.inside()));
    addWhole(
        List.of(down.place, across.place, down.step, across.step), new Scalar.Access(parts, read));
  }

  /**
   * The places {@code a + m·e} in tiles that lie over a result's place: with {@code h = m·t + i -
   * (r - 1) - offset}, one {@code a} for each {@code h}.
   */
  private final class Overlap {
    private final Axis axis;
    private final Index place;
    private final Index step;

    Overlap(Axis axis, String place, String step) {
      this.axis = axis;
      this.place = index(place, winograd.outputs());
      this.step = index(step, winograd.tiles(winograd.points()));
    }

    private Position inside() {
      return new Position(
          Affine.index(place.name()).plus(Affine.index(step.name()).times(winograd.outputs())));
    }

    private Position tile() {
      Affine first = Affine.index(axis.space().name()).plus(winograd.taps() - 1 + axis.offset());
      return new Position(first.plus(inside().numerator().times(-1)), winograd.outputs());
    }
  }

  /** {@code sum[c] U * tiles} */
  private Value products(Value tiles, boolean reversed) {
    Value filters =
        transform("filter")
            .tiles(
                windows.partner().tensor(),
                taps(windows.rows(), reversed),
                taps(windows.columns(), reversed));
    return nodes.add(
        result.name() + ".product",
        new Comprehension(
            join(List.of(xi, nu), windows.otherFree(), List.of(ty, tx)),
            Reduction.SUM,
            windows.otherReduced(),
            false,
            product(ofPartner(filters, List.of()), ofImage(tiles))),
        result.origin());
  }

  /** A sum for each place; whole tiles first, where the result ends inside of one. */
  private void addWhole(List<Index> reduced, Scalar body) {
    List<Index> whole = windows.sum().free().stream().map(this::inWholeTiles).toList();
    if (whole.equals(windows.sum().free())) {
      addResult(Reduction.SUM, reduced, body);
    } else {
      Value tiles =
          nodes.add(
              result.name() + ".whole",
              new Comprehension(whole, Reduction.SUM, reduced, false, body),
              result.origin());
      addResult(Reduction.NONE, List.of(), access(tiles, positions(whole)));
    }
  }

  /** An index that runs to the end of the last tile, if it runs over tiles. */
  private Index inWholeTiles(Index index) {
    boolean tiled = index.equals(windows.rows().space()) || index.equals(windows.columns().space());
    int extent = winograd.tiles(index.extent()) * winograd.outputs();
    return tiled ? new Index(index.name(), extent) : index;
  }

  private void addResult(Reduction reduction, List<Index> reduced, Scalar body) {
    List<Index> free = windows.sum().free();
    nodes.keep(new Node(result, new Comprehension(free, reduction, reduced, false, body)));
  }

  /** {@code dU = sum[batch, ty, tx] W * V}, and from it what is for each tap. */
  private void addTaps(Value image) {
    Value places =
        transform("gradient")
            .tiles(windows.partner().tensor(), places(windows.rows()), places(windows.columns()));
    List<Index> free = join(List.of(xi, nu), reversed(windows.otherFree()));
    Value products =
        nodes.add(
            result.name() + ".product",
            new Comprehension(
                free,
                Reduction.SUM,
                join(windows.otherReduced(), List.of(ty, tx)),
                true,
                product(ofPartner(places, List.of(ty, tx)), ofImage(image))),
            result.origin());

    Index u = windows.rows().window();
    Index v = windows.columns().window();
    TileTransform filter = transform("filter");
    addResult(
        Reduction.SUM,
        List.of(xi, nu),
        product(
            filter.number(taps(windows.rows(), false).matrix().transposed(), u, xi),
            product(
                filter.number(taps(windows.columns(), false).matrix().transposed(), v, nu),
                access(products, positions(free)))));
  }

  /** Along an axis of the filters: {@code G}, for taps in the order of the image or reversed. */
  private Along taps(Axis axis, boolean reversed) {
    Matrix filter = winograd.filter();
    boolean asStored = axis.flipped() == reversed;
    return new Along(axis.ofPartner(), asStored ? filter : filter.withColumnsReversed());
  }

  /** Along an axis of what belongs to the places: {@code A}. */
  private Along places(Axis axis) {
    return apart(axis.ofPartner(), axis);
  }

  /** Along an axis of an image whose tiles are added up: {@code A}. */
  private Along part(Axis axis) {
    return apart(axis.ofImage(), axis);
  }

  private Along apart(int ofTensor, Axis axis) {
    Matrix matrix = winograd.output().transposed();
    return new Along(ofTensor, matrix, tiles(axis), winograd.outputs(), 0);
  }

  private Scalar.Access ofImage(Value tiles) {
    Axis rows = windows.rows();
    Axis columns = windows.columns();
    return read(
        tiles, windows.image(), List.of(rows.ofImage(), columns.ofImage()), List.of(ty, tx));
  }

  private Scalar.Access ofPartner(Value tiles, List<Index> tile) {
    Axis rows = windows.rows();
    Axis columns = windows.columns();
    return read(tiles, windows.partner(), List.of(rows.ofPartner(), columns.ofPartner()), tile);
  }

  /** The tiles of a tensor, read along its other axes as the sum reads them. */
  private Scalar.Access read(
      Value tiles, Scalar.Access original, List<Integer> transformed, List<Index> tile) {
    List<Affine> others = new ArrayList<>();
    for (int axis = 0; axis < original.subscripts().size(); axis++) {
      if (!transformed.contains(axis)) {
        others.add(((Position) original.subscripts().get(axis)).numerator());
      }
    }
    List<Affine> read = new ArrayList<>(positions(List.of(xi, nu)));
    read.addAll(tile.isEmpty() ? reversed(others) : others);
    read.addAll(positions(tile));
    return access(tiles, read);
  }

  private TileTransform transform(String what) {
    return new TileTransform(nodes, matrices, result.name() + "." + what, result.origin());
  }

  private Index index(String name, int extent) {
    String fresh = name;
    for (int i = 2; !taken.add(fresh); i++) {
      fresh = name + i;
    }
    return new Index(fresh, extent);
  }
}
