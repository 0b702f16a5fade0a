package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import dev.cnnc.runtime.program.Pass;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole networks train as they do without the rewriting, up to rounding. */
class WinogradTrainingTest {
  private static Compilation compilation(String model, WinogradChoice choice) {
    return MemoryPlanTest.compilation(MemoryPlanTest.compiler().withWinograd(choice), model);
  }

  /** Losses, parameters and states after three steps. */
  @ParameterizedTest
  @CsvSource({
    "Pools, F2, 1",
    "Pools, F4, 16",
    "Residual, F2, 16",
    "Residual, F4, 1",
    "Residual, F4, 8",
    "Dropping, F4, 16"
  })
  void threeStepsAreTheSame(String model, WinogradChoice choice, int lanes) {
    Compilation rewritten = compilation(model, choice);
    String text = rewritten.graphs().get(Pass.GRADIENTS).nodes().toString();
    assertTrue(text.contains(".input:"), text);
    List<float[]> expected = MemoryPlanTest.train(compilation(model, WinogradChoice.NONE), lanes);
    List<float[]> actual = MemoryPlanTest.train(rewritten, lanes);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), 1e-3f, model + ", " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"Pools, 16", "Residual, 1"})
  void tilesAreComputedAgainInLessMemory(String model, int lanes) {
    Compilation whole = compilation(model, WinogradChoice.F4);
    long needed = MemoryPlan.fit(whole, Long.MAX_VALUE, MemoryPlanTest.BATCH, lanes).needed();
    MemoryPlan plan = MemoryPlan.fit(whole, needed * 8 / 10, MemoryPlanTest.BATCH, lanes);
    List<float[]> expected = MemoryPlanTest.train(whole, lanes);
    List<float[]> actual = MemoryPlanTest.train(plan.compilation(), lanes);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), model + ", " + i);
    }
  }
}
