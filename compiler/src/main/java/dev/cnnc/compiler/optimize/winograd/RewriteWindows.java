package dev.cnnc.compiler.optimize.winograd;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.PreparedValues;
import dev.cnnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes sums over windows of r × r, 3 to 5, as sums over tiles with fewer multiplications ({@link
 * Winograd}): of a convolution, of its gradient by the image, which has the same form, and of its
 * gradient by the filters. With tiles of {@code m × m} results and {@code n = m + r - 1}:
 *
 * <pre>
 * y[k, h, w] = sum[c, u, v] g[k, c, u, v] * x[c, h + u - p, w + v - q]
 *
 * V[ξ, ν, c, ty, tx] = sum[i, j] Bᵀ[ξ, i] * Bᵀ[ν, j] * x[c, m*ty + i - p, m*tx + j - q]
 * U[ξ, ν, c, k]      = sum[u, v] G[ξ, u] * G[ν, v] * g[k, c, u, v]
 * M[ξ, ν, k, ty, tx] = sum[c] U[ξ, ν, c, k] * V[ξ, ν, c, ty, tx]
 * y[k, h, w]         = sum[ξ, ν, a, b] Aᵀ[a, ξ] * Aᵀ[b, ν] * M[ξ, ν, k, (h - a)/m, (w - b)/m]
 *
 * dg[k, c, u, v] = sum[batch, h, w] dy[k, h, w] * x[c, h + u - p, w + v - q]
 *
 * W[ξ, ν, k, ty, tx] = sum[a, b] A[ξ, a] * A[ν, b] * dy[k, m*ty + a, m*tx + b]
 * dU[ξ, ν, c, k]     = sum[batch, ty, tx] W[ξ, ν, k, ty, tx] * V[ξ, ν, c, ty, tx]
 * dg[k, c, u, v]     = sum[ξ, ν] Gᵀ[u, ξ] * Gᵀ[v, ν] * dU[ξ, ν, c, k]
 * </pre>
 *
 * <p>A result that is larger than the image, such as the gradient {@code dx[c, h, w] = sum[k, u, v]
 * g[k, c, u, v] * dy[k, h - u, w - v]}, has fewer tiles the other way round: those of the image lie
 * side by side, and what they give overlaps.
 *
 * <pre>
 * N[ξ, ν, c, ty, tx]    = sum[k] U[ξ, ν, c, k] * W[ξ, ν, k, ty, tx]
 * P[c, ty, tx, i, j]    = sum[ξ, ν] Bᵀ[ξ, i] * Bᵀ[ν, j] * N[ξ, ν, c, ty, tx]
 * dx[c, h, w]           = sum[a, b, e, f] P[c, (h - a)/m - e, (w - b)/m - f, a + m*e, b + m*f]
 * </pre>
 *
 * <p>What a tile reads beyond the image is left out, as the window left it out; what it computes
 * beyond the result is not read. {@code V} is the same value in {@code y} and {@code dg}, to be
 * computed once. The transforms are {@code SeparableSum}s, computed one axis after the other.
 *
 * <p>Results change by rounding, within the bound that {@link Winograd} states. Where the data are
 * not finite, so are all results of the tile.
 */
public final class RewriteWindows {
  private RewriteWindows() {}

  /**
   * @param single whether the graph is for single examples
   */
  public static Graph apply(Graph graph, WinogradChoice choice, boolean single) {
    GraphBuilder nodes = GraphBuilder.rewriting(graph);
    Map<Matrix, Value> matrices = new HashMap<>();
    Set<Value> prepared = PreparedValues.of(graph);
    for (Node node : graph.nodes()) {
      Optional<WindowSum> sum =
          node.operation() instanceof Comprehension comprehension
              ? WindowSum.of(comprehension)
              : Optional.empty();
      Optional<Winograd> winograd =
          sum.flatMap(
              s -> WinogradCost.choose(choice, s, prepared.contains(s.partner().tensor()), single));
      if (winograd.isPresent()) {
        new TileSums(nodes, matrices, node.result(), sum.get(), winograd.get()).add();
      } else {
        nodes.keep(node);
      }
    }
    return graph.with(nodes.nodes());
  }
}
