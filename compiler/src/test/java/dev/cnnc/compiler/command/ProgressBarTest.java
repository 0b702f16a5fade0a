package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  @Test
  void showsShareRateLossAndTimeLeft() {
    assertEquals(
        "epoch 2/5 [######..................]  25 %  loss 0.1250  1,500 examples/s  0:30 left",
        ProgressBar.render("epoch 2/5", 15_000, 60_000, 0.125, 1_500));
  }

  @Test
  void knowsNoTimeBeforeTheFirstExample() {
    assertEquals(
        "epoch 1/5 [........................]   0 %  loss 0.0000  0 examples/s  ? left",
        ProgressBar.render("epoch 1/5", 0, 60_000, 0, 0));
  }

  @Test
  void writesClockTimes() {
    assertEquals("0:07", ProgressBar.clock(7.4));
    assertEquals("12:30", ProgressBar.clock(750));
    assertEquals("1:02:03", ProgressBar.clock(3723));
  }

  @Test
  void isSilentWithoutATerminal() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProgressBar bar = new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    bar.update("epoch 1/1", 1, 2, 0, 1);
    bar.clear();
    assertEquals(0, out.size());
  }

  @Test
  void clearLeavesAnEmptyLine() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProgressBar bar = new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8), true);
    bar.update("epoch 1/1", 2, 2, 0, 1);
    int length = out.toString(StandardCharsets.UTF_8).length() - 1;
    out.reset();
    bar.clear();
    assertEquals("\r" + " ".repeat(length) + "\r", out.toString(StandardCharsets.UTF_8));
  }
}
