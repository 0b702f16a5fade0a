package dev.cnnc.compiler.optimize.winograd;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sum over windows of 3 × 3 to 5 × 5: of the products of an image, read at {@code h ± u + const}
 * along two of its axes, and of a second tensor, the partner, that reads one of {@code h} and
 * {@code u}.
 *
 * <pre>
 * y[k, h, w]     = sum[c, u, v]     filter[k, c, u, v] * image[c, h + u - p, w + v - q]
 * dx[c, h, w]    = sum[k, u, v]     filter[k, c, u, v] * image[k, h - u + p, w - v + q]
 * dg[k, c, u, v] = sum[batch, h, w] dy[k, h, w]        * image[c, h + u - p, w + v - q]
 * </pre>
 *
 * <p>Other subscripts and their indices are as they like, such as those of groups or of a third
 * axis of a window, but for one: an index that the image and the filters have, and the places of
 * the result have not. Summed, these are the channels.
 *
 * @param image varies over the batch
 * @param partner the filters, the same for all examples; or what belongs to the places, one for
 *     each example, where the sum runs over the examples and gives something for each tap
 * @param rows the first of the two axes
 * @param columns the second
 */
record WindowSum(
    Comprehension sum, Scalar.Access image, Scalar.Access partner, Axis rows, Axis columns) {

  /**
   * Along an axis of the image the product reads at {@code space + tap + offset}.
   *
   * @param ofImage which axis of the image
   * @param ofPartner which axis of the partner has {@code window} or {@code space} alone
   * @param flipped whether {@code tap} is {@code r - 1 - window} instead of {@code window}
   */
  record Axis(int ofImage, int ofPartner, Index window, Index space, boolean flipped, int offset) {}

  /** A comprehension as such a sum, if it is one. */
  static Optional<WindowSum> of(Comprehension sum) {
    if (sum.reduction() != Reduction.SUM
        || !(sum.body() instanceof Scalar.Apply product)
        || product.function() != ScalarFunction.MULTIPLY
        || !(product.arguments().get(0) instanceof Scalar.Access left)
        || !(product.arguments().get(1) instanceof Scalar.Access right)
        || !isPlain(left)
        || !isPlain(right)) {
      return Optional.empty();
    }
    return of(sum, right, left).or(() -> of(sum, left, right));
  }

  private static boolean isPlain(Scalar.Access access) {
    return access.tensor().type() == ElementType.F32
        && access.subscripts().stream().allMatch(s -> s instanceof Position p && p.divisor() == 1);
  }

  private static Optional<WindowSum> of(
      Comprehension sum, Scalar.Access image, Scalar.Access partner) {
    if (!image.tensor().batched() || partner.tensor().batched() != sum.overBatch()) {
      return Optional.empty();
    }
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < image.subscripts().size(); axis++) {
      axis(sum, image, partner, axis).ifPresent(axes::add);
    }
    if (axes.size() < 2) {
      return Optional.empty();
    }
    Axis rows = axes.get(axes.size() - 2);
    Axis columns = axes.get(axes.size() - 1);
    if (rows.window().extent() != columns.window().extent()) {
      return Optional.empty();
    }
    WindowSum found = new WindowSum(sum, image, partner, rows, columns);
    return found.hasChannels() ? Optional.of(found) : Optional.empty();
  }

  /** An axis of the image as an axis of the window. */
  private static Optional<Axis> axis(
      Comprehension sum, Scalar.Access image, Scalar.Access partner, int axis) {
    Affine position = position(image, axis);
    if (position.indices().size() != 2) {
      return Optional.empty();
    }
    String first = position.indices().get(0);
    String last = position.indices().get(1);
    return axis(sum, image, partner, axis, first, last)
        .or(() -> axis(sum, image, partner, axis, last, first));
  }

  /**
   * @param left the index that the result has
   * @param summed the one that the partner has
   */
  private static Optional<Axis> axis(
      Comprehension sum,
      Scalar.Access image,
      Scalar.Access partner,
      int axis,
      String left,
      String summed) {
    Optional<Index> free = named(sum.free(), left);
    Optional<Index> reduced = named(sum.reduced(), summed);
    List<Integer> reading = axesOf(partner, summed);
    if (free.isEmpty()
        || reduced.isEmpty()
        || axesOf(image, left).size() != 1
        || axesOf(image, summed).size() != 1
        || !axesOf(partner, left).isEmpty()
        || reading.size() != 1
        || !position(partner, reading.get(0)).isIndex()) {
      return Optional.empty();
    }
    Index window = sum.overBatch() ? free.get() : reduced.get();
    Index space = sum.overBatch() ? reduced.get() : free.get();
    Affine position = position(image, axis);
    int sign = position.coefficient(window.name());
    // A sum over some of the partner's places would need the others to be left out of its tiles.
    boolean whole =
        !sum.overBatch() || partner.tensor().shape().extent(reading.get(0)) <= space.extent();
    if (window.extent() < Winograd.LEAST_TAPS
        || window.extent() > Winograd.MOST_TAPS
        || Math.abs(sign) != 1
        || position.coefficient(space.name()) != 1
        || !whole) {
      return Optional.empty();
    }
    int offset = position.constant() - (sign < 0 ? window.extent() - 1 : 0);
    return Optional.of(new Axis(axis, reading.get(0), window, space, sign < 0, offset));
  }

  private static Optional<Index> named(List<Index> indices, String name) {
    return indices.stream().filter(index -> index.name().equals(name)).findFirst();
  }

  private static List<Integer> axesOf(Scalar.Access access, String index) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      if (position(access, axis).coefficient(index) != 0) {
        axes.add(axis);
      }
    }
    return axes;
  }

  private static Affine position(Scalar.Access access, int axis) {
    Subscript subscript = access.subscripts().get(axis);
    return ((Position) subscript).numerator();
  }

  /** Whether the result is something for each tap: the gradient of the filters. */
  boolean givesTaps() {
    return sum.overBatch();
  }

  /** The indices of the result that are none of the two axes, in order. */
  List<Index> otherFree() {
    return without(sum.free());
  }

  /** Likewise those that are summed. */
  List<Index> otherReduced() {
    return without(sum.reduced());
  }

  private List<Index> without(List<Index> indices) {
    List<Index> others = new ArrayList<>(indices);
    others.removeAll(List.of(rows.window(), rows.space(), columns.window(), columns.space()));
    return others;
  }

  /** How many products of an image and a filter a place sums for each tap. */
  long channels() {
    return extent(channelIndices());
  }

  /**
   * How many planes of the image are transformed for a place along all other axes: a third axis of
   * the window reads the same planes for neighbouring places.
   */
  double planes() {
    double planes = (double) image.tensor().shape().size() / extent(rows) / extent(columns);
    Set<String> inImage = names(image);
    List<Index> places = new ArrayList<>(otherFree());
    places.addAll(otherReduced());
    places.removeAll(channelIndices());
    places.removeIf(index -> !inImage.contains(index.name()));
    return planes / extent(places);
  }

  private boolean hasChannels() {
    return !channelIndices().isEmpty();
  }

  /** Of the image and the filters, but not of the places. */
  private List<Index> channelIndices() {
    Set<String> inImage = names(image);
    Set<String> inPartner = names(partner);
    List<Index> candidates = givesTaps() ? otherFree() : otherReduced();
    return candidates.stream()
        .filter(index -> inImage.contains(index.name()))
        .filter(index -> inPartner.contains(index.name()) != givesTaps())
        .toList();
  }

  /** {@code F(m, r)} for these windows. */
  Winograd winograd(int outputs) {
    return Winograd.of(outputs, rows.window().extent());
  }

  /**
   * Whether tiles of the image are added up to the result where they overlap, instead of being read
   * where they overlap: a result that is larger than the image has more tiles.
   */
  boolean addsTiles(Winograd winograd) {
    return !givesTaps() && tilesOfImage(winograd) < tilesOfPlaces(winograd);
  }

  /** How many tiles an example has. */
  long tiles(Winograd winograd) {
    return addsTiles(winograd) ? tilesOfImage(winograd) : tilesOfPlaces(winograd);
  }

  private long tilesOfImage(Winograd winograd) {
    return (long) winograd.tiles(extent(rows)) * winograd.tiles(extent(columns));
  }

  private long tilesOfPlaces(Winograd winograd) {
    return (long) winograd.tiles(rows.space().extent()) * winograd.tiles(columns.space().extent());
  }

  /** Of the image. */
  int extent(Axis axis) {
    return image.tensor().shape().extent(axis.ofImage());
  }

  /** How many pairs of a place and a tap there are that read inside of the image. */
  long terms(Axis axis) {
    long terms = 0;
    for (int tap = 0; tap < axis.window().extent(); tap++) {
      int first = Math.max(0, -tap - axis.offset());
      int end = Math.min(axis.space().extent(), extent(axis) - tap - axis.offset());
      terms += Math.max(0, end - first);
    }
    return terms;
  }

  /** How many filters the same channels meet. */
  long filters() {
    Set<String> inImage = names(image);
    Set<String> inPartner = names(partner);
    return extent(
        otherFree().stream()
            .filter(index -> inPartner.contains(index.name()) && !inImage.contains(index.name()))
            .toList());
  }

  private static Set<String> names(Scalar.Access access) {
    Set<String> names = new HashSet<>();
    Comprehensions.forEachIndex(access, names::add);
    return names;
  }

  private static long extent(List<Index> indices) {
    return indices.stream().mapToLong(Index::extent).reduce(1, Math::multiplyExact);
  }
}
