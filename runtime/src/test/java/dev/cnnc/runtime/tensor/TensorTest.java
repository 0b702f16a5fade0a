package dev.cnnc.runtime.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void elementsAreRowMajor() {
    Tensor tensor = Tensor.of(new float[] {0, 1, 2, 10, 11, 12}, 2, 3);
    assertEquals(12, tensor.get(1, 2));
    tensor.set(7, 0, 1);
    assertArrayEquals(new float[] {0, 7, 2, 10, 11, 12}, tensor.floats());
    assertEquals("f32[2, 3]", tensor.toString());
    assertEquals("i32[]", Tensor.ofIntegers(new int[] {4}).toString());
  }

  @Test
  void stackingAndTakingExamplesAreInverse() {
    Tensor first = Tensor.of(new float[] {1, 2}, 2);
    Tensor second = Tensor.of(new float[] {3, 4}, 2);
    Tensor batch = Tensor.stack(List.of(first, second));
    assertEquals(List.of(2, 2), batch.shape());
    assertArrayEquals(second.floats(), batch.example(1).floats());
    assertSame(batch.floats(), batch.reshape(4).floats());
  }

  @Test
  void mistakesAreExplained() {
    assertMessage("needs 6 values, found 5", () -> Tensor.of(new float[5], 2, 3));
    assertMessage("more elements than an array", () -> Tensor.zeros(1 << 20, 1 << 20, 1 << 30));
    assertMessage("negative", () -> Tensor.zeros(2, -1));
    assertMessage("outside of a tensor f32[2]", () -> Tensor.zeros(2).get(2));
    assertMessage("needs 1 indices, found 2", () -> Tensor.zeros(2).get(0, 0));
    assertMessage("use integers()", () -> Tensor.zeroIntegers(2).floats());
    assertMessage("no example 2", () -> Tensor.zeros(2, 3).example(2));
    assertMessage(
        "found f32[2] and f32[3]", () -> Tensor.stack(List.of(Tensor.zeros(2), Tensor.zeros(3))));
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    RuntimeException thrown = assertThrows(RuntimeException.class, executable);
    assertEquals(true, thrown.getMessage().contains(part), thrown.getMessage());
  }
}
