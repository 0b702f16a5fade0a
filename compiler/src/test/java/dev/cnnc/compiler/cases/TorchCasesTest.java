package dev.cnnc.compiler.cases;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer with attributes from all of their space agrees with PyTorch, and so do its gradients.
 */
class TorchCasesTest {
  static Stream<TorchCase> cases() {
    return TorchCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void interpreted(TorchCase torch) {
    check(torch, InterpretedCase.run(torch.script(), torch.incoming()), NumericCasesTest.DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void vector(TorchCase torch) {
    compiled(torch, CompiledCase.Code.VECTOR);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scalar(TorchCase torch) {
    compiled(torch, CompiledCase.Code.SCALAR);
  }

  private static void compiled(TorchCase torch, CompiledCase.Code code) {
    Map<String, double[]> results = CompiledCase.run(torch.script(), torch.incoming(), code);
    check(torch, results, NumericCasesTest.COMPILED);
  }

  private static void check(TorchCase torch, Map<String, double[]> results, double tolerance) {
    torch
        .expected()
        .forEach(
            (name, expected) -> {
              String what = torch.script().text() + name;
              assertTrue(results.containsKey(name), what);
              NumericCasesTest.assertClose(what, expected, results.get(name), tolerance);
            });
  }
}
