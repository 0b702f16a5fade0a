package dev.cnnc.compiler.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library's layers, their gradients and formulas agree with what others computed. */
class NumericCasesTest {
  /** The interpreter against values computed in float64. */
  static final double DOUBLE = 1e-9;

  /** The interpreter against values computed in float32. */
  private static final double SINGLE = 2e-6;

  /** Compiled code against either. */
  static final double COMPILED = 1e-5;

  static Stream<NumericCase> gradients() {
    return covered(CaseReader.gradients(), GradientScripts::script);
  }

  static Stream<NumericCase> onnx() {
    return covered(CaseReader.onnx(), OnnxScripts::script);
  }

  private static Stream<NumericCase> covered(
      List<NumericCase> cases, Function<NumericCase, Optional<CaseScript>> scripts) {
    return cases.stream().filter(c -> scripts.apply(c).isPresent());
  }

  @Test
  void allCasesAreCovered() {
    assertEquals(List.of(), missing(CaseReader.gradients(), GradientScripts::script));
    assertEquals(List.of(), missing(CaseReader.onnx(), OnnxScripts::script));
  }

  private static List<String> missing(
      List<NumericCase> cases, Function<NumericCase, Optional<CaseScript>> scripts) {
    return cases.stream()
        .filter(c -> scripts.apply(c).isEmpty())
        .map(NumericCase::name)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @MethodSource
  void gradients(NumericCase numericCase) {
    CaseScript script = GradientScripts.script(numericCase).orElseThrow();
    Map<String, double[]> results = InterpretedCase.run(script, numericCase.incoming());
    numericCase
        .expected()
        .forEach(
            (name, expected) -> {
              double[] actual = results.get(inModel(name, script));
              assertClose(script.text() + name, expected.elements(), actual, DOUBLE);
            });
  }

  @ParameterizedTest
  @MethodSource
  void onnx(NumericCase numericCase) {
    CaseScript script = OnnxScripts.script(numericCase).orElseThrow();
    double[] expected = numericCase.expected().get("output").elements();
    assertClose(script.text(), expected, InterpretedCase.run(script, null).get("out"), SINGLE);
  }

  @ParameterizedTest
  @MethodSource("gradients")
  void gradientsOfCompiledCode(NumericCase numericCase) {
    CaseScript script = GradientScripts.script(numericCase).orElseThrow();
    for (CompiledCase.Code code : CompiledCase.Code.values()) {
      Map<String, double[]> results = CompiledCase.run(script, numericCase.incoming(), code);
      numericCase
          .expected()
          .forEach(
              (name, expected) -> {
                String what = code + " " + script.text() + name;
                assertClose(
                    what, expected.elements(), results.get(inModel(name, script)), COMPILED);
              });
    }
  }

  /** The name in the model of an output, a gradient, or a state after the step. */
  private static String inModel(String name, CaseScript script) {
    if (name.equals("output")) {
      return "out";
    }
    return name.startsWith("grad.")
        ? "grad." + script.names().get(name.substring("grad.".length()))
        : script.names().get(name);
  }

  @ParameterizedTest
  @MethodSource("onnx")
  void onnxOfCompiledCode(NumericCase numericCase) {
    CaseScript script = OnnxScripts.script(numericCase).orElseThrow();
    double[] out = CompiledCase.run(script, null, CompiledCase.Code.VECTOR).get("out");
    assertClose(script.text(), numericCase.expected().get("output").elements(), out, COMPILED);
  }

  static void assertClose(String what, double[] expected, double[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what + ": number of elements");
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], allowed, what + ", element " + i);
    }
  }
}
