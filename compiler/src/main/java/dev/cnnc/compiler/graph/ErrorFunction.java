package dev.cnnc.compiler.graph;

/** The error function in {@code double}. */
final class ErrorFunction {
  private ErrorFunction() {}

  /**
   * {@code 2/√π ∫₀ˣ e^(-t²) dt}, to about 1e-15: the Maclaurin series (Abramowitz and Stegun 7.1.6)
   * for small arguments, the continued fraction of the complement (7.1.14), evaluated backwards,
   * for large ones.
   */
  static double erf(double x) {
    double a = Math.abs(x);
    double value;
    if (a < 3) {
      double term = a;
      double sum = a;
      for (int n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= 2 * a * a / (2 * n + 1);
        sum += term;
      }
      value = 2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum;
    } else {
      double fraction = 0;
      for (int n = 60; n > 0; n--) {
        fraction = n / 2.0 / (a + fraction);
      }
      value = 1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + fraction));
    }
    return Double.isNaN(x) ? Double.NaN : Math.copySign(value, x);
  }
}
