package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {
  private static final String UNTIDY =
      "model  M {\n input x:f32[3] // kept\n output y=x|>relu\n}\n";

  @TempDir Path folder;
  private Path script;

  @BeforeEach
  void writeScript() throws IOException {
    script = Files.writeString(folder.resolve("m.cnn"), UNTIDY);
  }

  @Test
  void printsTheResultAndLeavesTheFile() throws IOException {
    CommandRun run = CommandRun.of("fmt", script.toString());
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("  output y = x |> relu\n"), run.out());
    assertTrue(run.out().contains("// kept"), run.out());
    assertEquals(UNTIDY, Files.readString(script));
  }

  @Test
  void checkNamesFilesThatWouldChangeUntilTheyAreWritten() {
    CommandRun before = CommandRun.of("fmt", "--check", script.toString());
    assertEquals(1, before.exitCode());
    assertEquals(script + "\n", before.out());
    assertEquals(0, CommandRun.of("fmt", "--write", script.toString()).exitCode());
    CommandRun after = CommandRun.of("fmt", "--check", script.toString());
    assertEquals(new CommandRun(0, "", ""), after);
  }

  @Test
  void aSyntaxErrorIsADiagnosticAndNothingIsWritten() throws IOException {
    Files.writeString(script, "model M { output }");
    CommandRun run = CommandRun.of("fmt", "-w", script.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().startsWith(script + ":1:"), run.err());
    assertEquals("model M { output }", Files.readString(script));
  }

  @Test
  void checkAndWriteExcludeEachOther() {
    assertEquals(2, CommandRun.of("fmt", "--check", "--write", script.toString()).exitCode());
  }

  @Test
  void aMissingFileAndAFileThatIsNoTextAreNamed() throws IOException {
    CommandRun missing = CommandRun.of("fmt", folder.resolve("none.cnn").toString());
    assertEquals(1, missing.exitCode());
    assertTrue(missing.err().contains("none.cnn"), missing.err());
    Files.write(script, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    CommandRun binary = CommandRun.of("fmt", script.toString());
    assertEquals(1, binary.exitCode());
    assertTrue(binary.err().contains("no UTF-8 text"), binary.err());
  }
}
