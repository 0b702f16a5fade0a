package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
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

  @Test
  void numbersOutOfRangeAreUsageErrorsBeforeAnyFileIsRead() {
    for (String options :
        List.of("summary --depth 0", "summary --depth -1", "eval --threads 0 --weights none")) {
      String[] words = (options + " none.cnn").split(" ");
      CommandRun run = CommandRun.of(words);
      assertEquals(2, run.exitCode(), run.err());
      assertTrue(run.err().contains(words[1] + ": expected "), run.err());
    }
    CommandRun many = CommandRun.of("train", "none.cnn", "--threads", "1025");
    assertEquals(2, many.exitCode());
    assertTrue(many.err().contains("expected 1 to 1024, found 1025"), many.err());
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    PrintStream standardOut = System.out;
    try {
      System.setOut(new PrintStream(new FullDisk(), true));
      assertEquals(1, Main.execute("--version"));
    } finally {
      System.setOut(standardOut);
    }
  }

  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("no space left");
    }
  }
}
