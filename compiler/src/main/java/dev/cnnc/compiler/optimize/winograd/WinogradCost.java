package dev.cnnc.compiler.optimize.winograd;

import java.util.Optional;

/**
 * Decides which algorithm computes a sum over windows. The estimate counts multiply-adds; an
 * element that is transformed counts as many as it could have done in the time that its transforms
 * take.
 */
final class WinogradCost {
  /** Channels and filters, from which on the product outweighs the transforms. */
  private static final long LEAST_CHANNELS = 32;

  /** The same where filters are transformed once, and nothing is kept for gradients. */
  private static final long LEAST_CHANNELS_PREPARED = 16;

  /** Height and width of the result; below it, most of a tile may lie outside. */
  private static final int LEAST_EXTENT = 8;

  /** What the transforms of an element cost, in multiply-adds: mostly its way through memory. */
  private static final double TRANSFORM = 8;

  /** What it costs an example alone to read a filter's number, in multiply-adds. */
  private static final double FILTER = 4;

  private WinogradCost() {}

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
      case F2 -> Optional.of(Winograd.F2);
      case F4 -> Optional.of(Winograd.F4);
      case AUTO -> single ? alone(sum) : cheapest(sum, prepared);
    };
  }

  private static Optional<Winograd> cheapest(WindowSum sum, boolean prepared) {
    boolean large =
        Math.min(sum.channels(), sum.filters())
                >= (prepared ? LEAST_CHANNELS_PREPARED : LEAST_CHANNELS)
            && Math.min(sum.rows().space().extent(), sum.columns().space().extent())
                >= LEAST_EXTENT;
    if (!large) {
      return Optional.empty();
    }
    Winograd best = cost(Winograd.F4, sum) <= cost(Winograd.F2, sum) ? Winograd.F4 : Winograd.F2;
    return cost(best, sum) < directCost(sum) ? Optional.of(best) : Optional.empty();
  }

  private static Optional<Winograd> alone(WindowSum sum) {
    double filters = FILTER * sum.channels() * sum.filters();
    double direct = directCost(sum) + filters * Winograd.TAPS * Winograd.TAPS;
    int points = Winograd.F2.points();
    boolean pays =
        Math.min(sum.channels(), sum.filters()) >= LEAST_CHANNELS_PREPARED
            && cost(Winograd.F2, sum) + filters * points * points < direct;
    return pays ? Optional.of(Winograd.F2) : Optional.empty();
  }

  private static double directCost(WindowSum sum) {
    double places = (double) sum.rows().space().extent() * sum.columns().space().extent();
    return places * Winograd.TAPS * Winograd.TAPS * sum.channels() * sum.filters();
  }

  private static double cost(Winograd winograd, WindowSum sum) {
    double points =
        (double) winograd.tiles(sum.rows().space().extent())
            * winograd.tiles(sum.columns().space().extent())
            * winograd.points()
            * winograd.points();
    double product = (double) sum.channels() * sum.filters();
    return points * (product + TRANSFORM * (sum.channels() + sum.filters()));
  }
}
