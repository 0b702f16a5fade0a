package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.runtime.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TensorTextTest {
  @Test
  void alignsTheColumnsOfAMatrix() {
    Tensor tensor = Tensor.of(new float[] {-7, 4, 0.5f, 10}, 1, 2, 2);
    assertEquals("y: f32[1, 2, 2]\n   -7   4\n  0.5  10\n", TensorText.write("y", tensor));
  }

  @Test
  void separatesMatrices() {
    Tensor tensor = Tensor.ofIntegers(new int[] {1, 2, 3, 4}, 2, 1, 2);
    assertEquals("n: i32[2, 1, 2]\n  1 2\n\n  3 4\n", TensorText.write("n", tensor));
  }

  @Test
  void writesScalarsAndVectors() {
    assertEquals("loss: f32[]\n  1.5\n", TensorText.write("loss", Tensor.scalar(1.5f)));
    Tensor vector = Tensor.of(new float[] {1, 2}, 2);
    assertEquals("b: f32[2]\n  1 2\n", TensorText.write("b", vector));
  }

  @Test
  void showsSixDigits() {
    assertEquals("-0.154", TensorText.number(-0.15400001f));
    assertEquals("0", TensorText.number(-0f));
    assertEquals("1000", TensorText.number(1000));
    assertEquals("1.2E-7", TensorText.number(1.2e-7f));
    assertEquals("NaN", TensorText.number(Float.NaN));
  }
}
