package dev.cnnc.runtime.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BackendTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void lanesAreThoseOfTheMachineButAtMostSixteen() {
    assertEquals(4, Backend.lanes(null, 4, err));
    assertEquals(8, Backend.lanes("vector", 8, err));
    assertEquals(16, Backend.lanes(null, 64, err));
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void vectorsTooShortToBeWorthItMeanScalarCode() {
    assertEquals(1, Backend.lanes(null, 2, err));
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void scalarCodeThatWasAskedForWarnsOfNothing() {
    assertEquals(1, Backend.lanes("scalar", 0, err));
    assertEquals(1, Backend.lanes("scalar", 16, err));
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theAbsentModuleIsWarnedOfOnce() {
    assertEquals(1, Backend.lanes(null, 0, err));
    assertEquals(1, Backend.lanes(null, 0, err));
    String text = printed.toString(StandardCharsets.UTF_8);
    // Another test of this JVM may have been the first to be warned.
    assertTrue(text.isEmpty() || text.equals(Backend.WARNING + System.lineSeparator()), text);
  }

  @Test
  void whatCannotBeHadIsAnError() {
    assertTrue(
        assertThrows(BackendException.class, () -> Backend.lanes("vector", 0, err))
            .getMessage()
            .contains("--add-modules jdk.incubator.vector"));
    assertTrue(
        assertThrows(BackendException.class, () -> Backend.lanes("gpu", 16, err))
            .getMessage()
            .contains("'gpu': use 'scalar' or 'vector'"));
  }
}
