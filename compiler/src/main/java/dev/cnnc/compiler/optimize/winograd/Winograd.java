package dev.cnnc.compiler.optimize.winograd;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A minimal filtering algorithm {@code F(m, r)}: {@code m} neighbouring results of a window of
 * {@code r} taps from {@code n = m + r - 1} multiplications in place of {@code r·m}.
 *
 * <pre>
 * y = Aᵀ [ (G g) ⊙ (Bᵀ d) ]      y[a < m] = sum[u < r] g[u] * d[a + u]
 * </pre>
 *
 * It is used along both axes of an image, {@code Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A}, which takes
 * {@code n²} multiplications in place of {@code r²·m²}. Its transposes give the gradients of the
 * taps and of the data: {@code ∂g = Gᵀ [ (A ∂y) ⊙ (Bᵀ d) ]} and {@code ∂d = B [ (G g) ⊙ (A ∂y) ]}.
 *
 * <p>The numbers are those of Toom and Cook: polynomials are multiplied by their values at {@code n
 * - 1} points {@code p} and at infinity, which comes last,
 *
 * <pre>
 * Aᵀ[a, ξ] = p_ξ^a        G[ξ, u] = p_ξ^u / prod[η ≠ ξ] (p_ξ - p_η)
 * Bᵀ[ξ, i] = coefficient of x^i in prod[η ≠ ξ] (x - p_η), at infinity in prod[η] (x - p_η)
 * Aᵀ[a, n - 1] = 1 if a = m - 1, else 0      G[n - 1, u] = 1 if u = r - 1, else 0
 * </pre>
 *
 * <p><b>Rounding.</b> Of the two-dimensional form over {@code C} channels, in floating point of
 * unit roundoff {@code ε} (2⁻²⁴), each result is off by at most
 *
 * <pre>
 * (C + s) · ε · C · κ² · max|g| · max|d|      to first order in ε, with
 * κ = max over a of  sum[ξ] |Aᵀ[a, ξ]| · (sum[u] |G[ξ, u]|) · (sum[i] |Bᵀ[ξ, i]|)
 * </pre>
 *
 * whatever the order of the sums: a product meets at most {@code C} roundings in the sum over
 * channels and {@code s} in the six transforms; and the sum of the absolute values of all products
 * is at most {@code C κ² max|g| max|d|}. (Higham, Accuracy and Stability of Numerical Algorithms,
 * 2002, §3.1; for these algorithms Barabasz et al., Error Analysis and Improving the Accuracy of
 * Winograd Convolution for Deep Neural Networks, 2020.) For direct convolution {@code κ} is {@code
 * r}. What is measured is far below, since roundings cancel: see <i>docs/performance.md</i>.
 *
 * <table>
 * <caption>κ and s</caption>
 * <tr><td>F(2, 3)</td><td>8</td><td>10</td></tr>
 * <tr><td>F(4, 3)</td><td>48</td><td>22</td></tr>
 * <tr><td>F(2, 4)</td><td>28</td><td>22</td></tr>
 * <tr><td>F(4, 4)</td><td>73.6</td><td>32</td></tr>
 * <tr><td>F(2, 5)</td><td>57.7</td><td>26</td></tr>
 * <tr><td>F(4, 5)</td><td>86.8</td><td>36</td></tr>
 * </table>
 *
 * @param outputs {@code m}
 * @param taps {@code r}
 * @param input {@code Bᵀ}, n × n
 * @param filter {@code G}, n × r
 * @param output {@code Aᵀ}, m × n
 * @see <a href="https://arxiv.org/abs/1509.09308">Lavin and Gray, Fast Algorithms for Convolutional
 *     Neural Networks, 2016</a>
 */
record Winograd(int outputs, int taps, Matrix input, Matrix filter, Matrix output) {
  /** Points whose powers and differences are small or simple; as many as are needed are taken. */
  private static final double[] POINTS = {0, 1, -1, 2, -2, 0.5, -0.5};

  /** Fewer taps gain little. */
  static final int LEAST_TAPS = 3;

  /** With more taps and tiles of 4, more points would be needed, and rounding grows fast. */
  static final int MOST_TAPS = 5;

  /** By outputs and taps. */
  private static final Map<List<Integer>, Winograd> MADE = new ConcurrentHashMap<>();

  /**
   * {@code F(m, r)}
   *
   * @param outputs 2 or 4
   * @param taps {@link #LEAST_TAPS} to {@link #MOST_TAPS}
   */
  static Winograd of(int outputs, int taps) {
    if (outputs != 2 && outputs != 4 || taps < LEAST_TAPS || taps > MOST_TAPS) {
      throw new IllegalArgumentException("no tiles of " + outputs + " for " + taps + " taps");
    }
    return MADE.computeIfAbsent(List.of(outputs, taps), sizes -> make(outputs, taps));
  }

  private static Winograd make(int outputs, int taps) {
    int points = outputs + taps - 1;
    double[][] input = new double[points][];
    double[][] filter = new double[points][taps];
    double[][] output = new double[outputs][points];
    for (int xi = 0; xi < points; xi++) {
      input[xi] = polynomial(points, xi);
      boolean infinite = xi == points - 1;
      for (int u = 0; u < taps; u++) { // + 0.0, as zeros have no sign
        filter[xi][u] = infinite ? infinity(u, taps) : power(xi, u) / differences(points, xi) + 0.0;
      }
      for (int a = 0; a < outputs; a++) {
        output[a][xi] = infinite ? infinity(a, outputs) : power(xi, a);
      }
    }
    String name = "winograd_" + outputs + (taps == 3 ? "" : "_" + taps);
    return new Winograd(
        outputs,
        taps,
        Matrix.of(name + ".input", input),
        Matrix.of(name + ".filter", filter),
        Matrix.of(name + ".output", output));
  }

  private static double power(int point, int exponent) {
    return Math.pow(POINTS[point], exponent);
  }

  /** Of a polynomial, the leading coefficient is what counts. */
  private static double infinity(int exponent, int length) {
    return exponent == length - 1 ? 1 : 0;
  }

  private static double differences(int points, int xi) {
    double product = 1;
    for (int eta = 0; eta < points - 1; eta++) {
      product *= eta == xi ? 1 : POINTS[xi] - POINTS[eta];
    }
    return product;
  }

  /** The coefficients of the polynomial whose zeros are all points but one. */
  private static double[] polynomial(int points, int xi) {
    double[] coefficients = new double[points];
    coefficients[0] = 1;
    for (int eta = 0; eta < points - 1; eta++) {
      if (eta != xi) {
        for (int i = points - 1; i >= 0; i--) {
          double lower = i == 0 ? 0 : coefficients[i - 1];
          coefficients[i] = lower - POINTS[eta] * coefficients[i];
        }
      }
    }
    return coefficients;
  }

  /** {@code n}: the points of a tile along an axis. */
  int points() {
    return input.rows();
  }

  /** How many tiles cover so many results along an axis. */
  int tiles(int extent) {
    return (extent + outputs - 1) / outputs;
  }
}
