package dev.cnnc.compiler.gradcheck;

import dev.cnnc.compiler.graph.Value;
import java.util.Optional;

/**
 * How the derived gradient by one tensor compares with differences.
 *
 * @param elements how many there are, those of all examples
 * @param compared how many were compared one by one
 * @param directions along how many random directions all were compared together
 * @param kinks of these comparisons, how many say nothing, as the function has a kink there
 * @param wrong how many disagree
 * @param largestAbsolute the largest difference of a derived and a measured value, none at a kink
 * @param largestRelative likewise, divided by the larger of the two
 * @param worst the comparison that is furthest from what would be allowed; empty if all are kinks
 */
public record TensorCheck(
    Value tensor,
    int elements,
    int compared,
    int directions,
    int kinks,
    int wrong,
    double largestAbsolute,
    double largestRelative,
    Optional<Comparison> worst) {

  /**
   * One comparison.
   *
   * @param place the element's index, the example first where there are several, {@code [1, 0, 3]};
   *     or the direction, {@code direction 2}
   * @param derived the gradient as it is derived, along the direction if it is one
   * @param measured the central difference
   */
  public record Comparison(String place, double derived, double measured) {
    public double difference() {
      return Math.abs(derived - measured);
    }

    public double relative() {
      double larger = Math.max(Math.abs(derived), Math.abs(measured));
      return larger == 0 ? 0 : difference() / larger;
    }
  }
}
