package dev.cnnc.compiler.optimize.winograd;

/**
 * A minimal filtering algorithm {@code F(m, 3)}: {@code m} neighbouring results of a window of 3
 * taps from {@code n = m + 2} multiplications in place of {@code 3·m}.
 *
 * <pre>
 * y = Aᵀ [ (G g) ⊙ (Bᵀ d) ]      y[a < m] = sum[u < 3] g[u] * d[a + u]
 * </pre>
 *
 * It is used along both axes of an image, {@code Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A}, which takes
 * {@code n²} multiplications in place of {@code 9·m²}. Its transpose gives the gradient of the taps
 * from the same {@code Bᵀ d}: {@code ∂g = Gᵀ [ (A ∂y) ⊙ (Bᵀ d) ]}.
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
 * channels and {@code s} in the six transforms, which is 10 for {@code F(2, 3)} and 22 for {@code
 * F(4, 3)}; and the sum of the absolute values of all products is at most {@code C κ² max|g|
 * max|d|}. (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1; for these
 * algorithms Barabasz et al., Error Analysis and Improving the Accuracy of Winograd Convolution for
 * Deep Neural Networks, 2020.) For direct convolution {@code κ} is 3; it is 8 for {@code F(2, 3)}
 * and 48 for {@code F(4, 3)}. What is measured is far below, since roundings cancel: see
 * <i>docs/performance.md</i>.
 *
 * @param outputs {@code m}
 * @param input {@code Bᵀ}, n × n
 * @param filter {@code G}, n × 3
 * @param output {@code Aᵀ}, m × n
 * @see <a href="https://arxiv.org/abs/1509.09308">Lavin and Gray, Fast Algorithms for Convolutional
 *     Neural Networks, 2016</a>, whose matrices these are
 */
record Winograd(int outputs, Matrix input, Matrix filter, Matrix output) {
  /** The taps of a window. */
  static final int TAPS = 3;

  /** {@code F(2, 3)}: interpolates at 0, 1, -1 and infinity. */
  static final Winograd F2 =
      new Winograd(
          2,
          Matrix.of(
              "winograd_2.input",
              new double[][] {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}),
          Matrix.of(
              "winograd_2.filter",
              new double[][] {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}),
          Matrix.of("winograd_2.output", new double[][] {{1, 1, 1, 0}, {0, 1, -1, -1}}));

  /** {@code F(4, 3)}: interpolates at 0, 1, -1, 2, -2 and infinity. */
  static final Winograd F4 =
      new Winograd(
          4,
          Matrix.of(
              "winograd_4.input",
              new double[][] {
                {4, 0, -5, 0, 1, 0},
                {0, -4, -4, 1, 1, 0},
                {0, 4, -4, -1, 1, 0},
                {0, -2, -1, 2, 1, 0},
                {0, 2, -1, -2, 1, 0},
                {0, 4, 0, -5, 0, 1}
              }),
          Matrix.of(
              "winograd_4.filter",
              new double[][] {
                {1 / 4.0, 0, 0},
                {-1 / 6.0, -1 / 6.0, -1 / 6.0},
                {-1 / 6.0, 1 / 6.0, -1 / 6.0},
                {1 / 24.0, 1 / 12.0, 1 / 6.0},
                {1 / 24.0, -1 / 12.0, 1 / 6.0},
                {0, 0, 1}
              }),
          Matrix.of(
              "winograd_4.output",
              new double[][] {
                {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
              }));

  /** {@code n}: the points of a tile along an axis. */
  int points() {
    return input.rows();
  }

  /** How many tiles cover so many results along an axis. */
  int tiles(int extent) {
    return (extent + outputs - 1) / outputs;
  }
}
