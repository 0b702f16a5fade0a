package dev.cnnc.compiler.optimize.winograd;

import java.util.ArrayList;
import java.util.List;

/**
 * A small matrix of known numbers.
 *
 * @param name of a value that holds it
 * @param numbers row by row
 */
record Matrix(String name, int rows, int columns, List<Double> numbers) {
  Matrix {
    numbers = List.copyOf(numbers);
    if (numbers.size() != rows * columns) {
      throw new IllegalArgumentException(
          numbers.size() + " numbers for " + rows + " rows of " + columns);
    }
  }

  static Matrix of(String name, double[][] rows) {
    List<Double> numbers = new ArrayList<>();
    for (double[] row : rows) {
      for (double number : row) {
        numbers.add(number);
      }
    }
    return new Matrix(name, rows.length, rows[0].length, numbers);
  }

  double at(int row, int column) {
    return numbers.get(row * columns + column);
  }

  Matrix transposed() {
    double[][] transposed = new double[columns][rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column][row] = at(row, column);
      }
    }
    return of(name + "_transposed", transposed);
  }

  /** The same with its last column first. */
  Matrix withColumnsReversed() {
    double[][] reversed = new double[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        reversed[row][column] = at(row, columns - 1 - column);
      }
    }
    return of(name + "_reversed", reversed);
  }
}
