package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"t.json", "t.safetensors"})
  void whatIsWrittenIsRead(String name) throws IOException {
    Path file = folder.resolve(name);
    Tensor matrix = Tensor.of(new float[] {1, 2.5f, -3e-8f, 4, 5, 6}, 2, 1, 3);
    TensorFiles.write(file, Map.of("m", matrix, "s", Tensor.scalar(7)));
    Map<String, Tensor> read = TensorFiles.read(file);
    assertEquals(List.of(2, 1, 3), read.get("m").shape());
    assertArrayEquals(matrix.floats(), read.get("m").floats());
    assertEquals(List.of(), read.get("s").shape());
    assertEquals(7, read.get("s").floats()[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\": [[1, 2], [3]]}",
        "{\"x\": [1, \"2\"]}",
        "[1, 2]",
        "{\"x\": [1,",
        "{\"x\": [[], 1]}"
      })
  void whatIsNoTensorIsRefusedWithTheFilesName(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), text);
    CommandFailure failure = assertThrows(CommandFailure.class, () -> TensorFiles.read(file));
    assertTrue(failure.getMessage().startsWith(file + ": "), failure.getMessage());
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.json");
    IOException failure = assertThrows(IOException.class, () -> TensorFiles.read(file));
    assertTrue(failure.getMessage().contains("none.json"), failure.getMessage());
  }
}
