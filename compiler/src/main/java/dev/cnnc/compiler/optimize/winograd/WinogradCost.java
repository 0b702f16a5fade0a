package dev.cnnc.compiler.optimize.winograd;

import java.util.Optional;

/**
 * Decides which algorithm computes a sum over windows. The estimate counts multiply-adds; an
 * element that is transformed counts as many as could have been done in the time that its
 * transforms and its way through the caches take.
 */
final class WinogradCost {
  /**
   * What an element costs that is transformed, stored and read again, in multiply-adds of a core
   * with one a cycle: about 12 for its sums, 18 for 3 × 64 bytes that go to memory or the last
   * cache.
   */
  private static final double TRANSFORM = 30;

  /** The same where nothing is kept for gradients: batches in parts stay in nearer caches. */
  private static final double TRANSFORM_NEAR = 21;

  /** The same of an example alone, which lies in the first caches. */
  private static final double TRANSFORM_ALONE = 8;

  /** Height and width of the result; below it, most of a tile may lie outside. */
  private static final int LEAST_EXTENT = 8;

  /** Of an example alone: with fewer channels or filters vectors are not full. */
  private static final long LEAST_CHANNELS_ALONE = 16;

  /** What it costs an example alone to read a filter's number, in multiply-adds. */
  private static final double FILTER = 4;

  private final WindowSum sum;
  private final double transform;

  private WinogradCost(WindowSum sum, double transform) {
    this.sum = sum;
    this.transform = transform;
  }

  /**
   * The algorithm to use; empty where the formula is better computed as it stands.
   *
   * @param prepared whether the filters follow from parameters that do not change
   * @param single whether it is for single examples
   */
  static Optional<Winograd> choose(
      WinogradChoice choice, WindowSum sum, boolean prepared, boolean single) {
    return switch (choice) {
      case NONE -> Optional.empty();
      case F2 -> Optional.of(sum.winograd(2));
      case F4 -> Optional.of(sum.winograd(4));
      case AUTO ->
          single
              ? new WinogradCost(sum, TRANSFORM_ALONE).alone()
              : new WinogradCost(sum, prepared ? TRANSFORM_NEAR : TRANSFORM).cheapest();
    };
  }

  private Optional<Winograd> cheapest() {
    Winograd two = sum.winograd(2);
    Winograd four = sum.winograd(4);
    Winograd best = cost(four) <= cost(two) ? four : two;
    boolean large =
        Math.min(sum.rows().space().extent(), sum.columns().space().extent()) >= LEAST_EXTENT;
    return large && cost(best) < directCost() ? Optional.of(best) : Optional.empty();
  }

  /**
   * Tiles of 2 × 2 for windows of all sizes. Larger ones have filters of up to four times as many
   * numbers, each read for few tiles, and longer transforms: networks of 5 × 5 took 1.1 to 1.8
   * times as long with 4 × 4. Those of 3 × 3 would also round more.
   */
  private Optional<Winograd> alone() {
    Winograd two = sum.winograd(2);
    double filters = FILTER * sum.channels() * sum.filters();
    double taps = (double) two.taps() * two.taps();
    // Pixels are a side of the tile, so windows are not clipped at a border.
    double places = (double) sum.rows().space().extent() * sum.columns().space().extent();
    double direct = places * taps * sum.channels() * sum.filters() + filters * taps;
    boolean pays =
        Math.min(sum.channels(), sum.filters()) >= LEAST_CHANNELS_ALONE
            && cost(two) + filters * two.points() * two.points() < direct;
    return pays ? Optional.of(two) : Optional.empty();
  }

  private double directCost() {
    return (double) sum.terms(sum.rows())
        * sum.terms(sum.columns())
        * sum.channels()
        * sum.filters();
  }

  private double cost(Winograd winograd) {
    double points = (double) sum.tiles(winograd) * winograd.points() * winograd.points();
    double product = (double) sum.channels() * sum.filters();
    return points * (product + transform * (sum.planes() + sum.filters()));
  }
}
