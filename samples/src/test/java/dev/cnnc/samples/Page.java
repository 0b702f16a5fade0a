package dev.cnnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.command.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of documentation whose examples are run as they stand. */
record Page(String text) {
  private static final String PROMPT = "$ ./cnnc ";

  static Page read(Path file) {
    try {
      return new Page(Files.readString(file));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** The contents of all fenced blocks of a kind. */
  List<String> fences(String kind) {
    Matcher fence = Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL).matcher(text);
    List<String> found = new ArrayList<>();
    while (fence.find()) {
      found.add(fence.group(1));
    }
    return found;
  }

  /** Each {@code console} block is a command and what it prints. */
  void requireThatCommandsPrintWhatItSays(int atLeast) {
    List<String> blocks = fences("console");
    assertTrue(blocks.size() >= atLeast, "the page has lost commands: " + blocks.size());
    for (String block : blocks) {
      int end = block.indexOf('\n');
      String command = block.substring(0, end);
      assertTrue(command.startsWith(PROMPT), command);
      assertEquals(block.substring(end + 1), run(command.substring(PROMPT.length())), command);
    }
  }

  /** Runs a command as from the project's top folder; returns all that it printed. */
  static String run(String command) {
    String[] arguments = command.split(" ");
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = arguments[i].replaceFirst("^samples/", "../samples/");
    }
    PrintStream standardOut = System.out;
    PrintStream standardErr = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(both);
      System.setErr(both);
      Main.execute(arguments);
    } finally {
      System.setOut(standardOut);
      System.setErr(standardErr);
    }
    return printed.toString(StandardCharsets.UTF_8).replace("../samples/", "samples/");
  }
}
