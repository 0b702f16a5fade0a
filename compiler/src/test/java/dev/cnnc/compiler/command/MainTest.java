package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void versionGoesToStandardOutput() {
    CommandRun run = CommandRun.of("--version");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().startsWith("cnnc "), run.out());
    assertEquals("", run.err());
  }

  @Test
  void withoutACommandTheHelpGoesToStandardError() {
    CommandRun run = CommandRun.of();
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().contains("Usage: cnnc"), run.err());
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    CommandRun run = CommandRun.of("--versoin");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("--versoin"), run.err());
    assertTrue(run.err().contains("cnnc --help"), run.err());
  }
}
