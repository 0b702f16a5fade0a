package dev.cnnc.compiler.optimize.winograd;

/**
 * How far rounding can take a result of an algorithm from the exact one, whatever the order of its
 * sums, by the bound that {@link Winograd} states.
 */
record ErrorBound(Winograd winograd) {
  /** Of a sum over so many channels, of data no larger than 1. */
  double ofPlaces(long channels) {
    return bound(channels, amplification(), roundings());
  }

  /** Of the gradient of the taps, over so many tiles of all examples. */
  double ofTaps(long tiles) {
    Matrix outer = winograd.filter().transposed();
    Matrix left = winograd.output().transposed();
    return bound(tiles, amplification(outer, left), roundings(outer, left));
  }

  /** {@code κ} */
  double amplification() {
    return amplification(winograd.output(), winograd.filter());
  }

  /** {@code s} */
  int roundings() {
    return roundings(winograd.output(), winograd.filter());
  }

  private static double bound(long terms, double amplification, int roundings) {
    double unit = Math.ulp(1.0f) / 2;
    return (terms + roundings) * unit * terms * amplification * amplification;
  }

  private double amplification(Matrix outer, Matrix left) {
    double most = 0;
    for (int row = 0; row < outer.rows(); row++) {
      double sum = 0;
      for (int xi = 0; xi < outer.columns(); xi++) {
        double products = absoluteSum(left, xi) * absoluteSum(winograd.input(), xi);
        sum += Math.abs(outer.at(row, xi)) * products;
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  /** Of a number on its way through both axes of the three transforms. */
  private int roundings(Matrix outer, Matrix left) {
    return 2 * (roundings(outer) + roundings(left) + roundings(winograd.input()));
  }

  private static double absoluteSum(Matrix matrix, int row) {
    double sum = 0;
    for (int column = 0; column < matrix.columns(); column++) {
      sum += Math.abs(matrix.at(row, column));
    }
    return sum;
  }

  /** That of a coefficient, of the product, and one for each further term of the sum. */
  private static int roundings(Matrix matrix) {
    int most = 0;
    for (int row = 0; row < matrix.rows(); row++) {
      int terms = 0;
      int ofTerm = 0;
      for (int column = 0; column < matrix.columns(); column++) {
        double number = matrix.at(row, column);
        boolean exact = number == 0 || Math.abs(number) == Math.scalb(1, Math.getExponent(number));
        boolean held = (float) number == number;
        terms += number != 0 ? 1 : 0;
        ofTerm = Math.max(ofTerm, exact ? 0 : held ? 1 : 2);
      }
      most = Math.max(most, ofTerm + terms - 1);
    }
    return most;
  }
}
