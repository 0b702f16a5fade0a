package dev.cnnc.runtime.initialize;

import dev.cnnc.runtime.random.SplitMix64;

/** Random matrices with orthonormal rows or columns, whichever are fewer. */
final class OrthogonalMatrix {
  private OrthogonalMatrix() {}

  /**
   * Fills a row-major matrix. Independent normal vectors are orthonormalized by Gram-Schmidt, each
   * twice against rounding: the factor Q of a QR decomposition whose R has a positive diagonal.
   */
  static void fill(float[] values, int rows, double gain, SplitMix64 random) {
    int columns = values.length / rows;
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] vectors = new double[count][length];
    for (int i = 0; i < count; i++) {
      double[] vector = vectors[i];
      double norm;
      do {
        for (int k = 0; k < length; k++) {
          vector[k] = random.nextGaussian();
        }
        removeProjections(vector, vectors, i);
        removeProjections(vector, vectors, i);
        norm = StrictMath.sqrt(dot(vector, vector));
      } while (norm < 1e-6); // all but impossible: the draw lay in the span of the others
      for (int k = 0; k < length; k++) {
        vector[k] /= norm;
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double element = rows <= columns ? vectors[row][column] : vectors[column][row];
        values[row * columns + column] = (float) (gain * element);
      }
    }
  }

  private static void removeProjections(double[] vector, double[][] others, int count) {
    for (int j = 0; j < count; j++) {
      double projection = dot(vector, others[j]);
      for (int k = 0; k < vector.length; k++) {
        vector[k] -= projection * others[j][k];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
