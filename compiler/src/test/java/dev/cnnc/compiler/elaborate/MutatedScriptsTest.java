package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Script;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Scripts with words removed, doubled or replaced end in findings, never in an exception. */
class MutatedScriptsTest {
  private static final Pattern WORDS = Pattern.compile("\\w+|\\|>|\\.\\.|[^\\w\\s]|\\s+");
  private static final List<String> STRANGE =
      List.of(
          "0",
          "-1",
          "1000000000000",
          "0.5",
          "true",
          "\"text\"",
          "batch",
          "x",
          "c",
          "..",
          "()",
          "(1, 2)",
          "uniform()",
          "conv2d",
          "sum[i]",
          "training",
          "H",
          "1e300",
          "argmax[c]");

  private static final String LIBRARY = String.join("\n", libraryTexts());

  private static List<String> libraryTexts() {
    return Library.files().stream().map(Library::text).toList();
  }

  /** The library as a user's script, with a model that calls some of it. */
  private static String libraryWithModel() {
    return LIBRARY
        + """

        model M {
          input x: f32[4, 6, 6]
          input tokens: i32[4]
          a = x |> conv2d(4, 3, groups = 2, padding = 1) |> batchnorm |> relu |> maxpool2d(2, ceil_mode = true)
          b = x |> avgpool2d(2, count_include_pad = false) |> softmax |> layernorm |> dropout
          d = x |> conv_transpose2d(2, 3, 2) |> pad2d(1, 1, 1, 1, 2) |> lppool2d(2, 2) |> upsample_nearest2d(2)
          e = tokens |> embedding(5, 3) |> linear(2)
          output a + b
          output loss = d |> flatten |> linear(3) |> mse(x |> flatten |> linear(3))
          output f = concat(e, e, axis = 1) |> transpose((1, 0)) |> slice(0, 1, 2)
        }
        """;
  }

  private static List<String> scripts() throws IOException {
    List<String> scripts = new ArrayList<>();
    for (String name :
        List.of("lenet", "custom_layers", "resnet20", "sentence", "library_sketch")) {
      scripts.add(ExamplesTest.example(name + ".cnn"));
    }
    scripts.add(libraryWithModel());
    return scripts;
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void endInFindings(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<String> scripts = scripts();
    List<String> words = new ArrayList<>();
    Matcher matcher = WORDS.matcher(scripts.get(random.nextInt(scripts.size())));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(words.size());
      switch (random.nextInt(4)) {
        case 0 -> words.remove(at);
        case 1 -> words.add(at, words.get(at));
        case 2 -> words.set(at, words.get(random.nextInt(words.size())));
        default -> words.set(at, STRANGE.get(random.nextInt(STRANGE.size())));
      }
    }
    String text = String.join("", words);
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(new SourceFile("mutated.cnn", text), diagnostics);
    try {
      new Elaborator(script, diagnostics).check();
      String printed = DiagnosticPrinter.text(diagnostics.all(), false);
      assertTrue(diagnostics.all().isEmpty() || !printed.isEmpty());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(text, e);
    }
  }

  /**
   * Found by the test above: what is no syntax has been reported, and leaves a model without
   * outputs.
   */
  @Property(tries = 1)
  void aLossOfAModelWithoutOutputsIsNoFailure() {
    String text =
        """
        layer block(x: f32[C]; width: int = x) {
          output out = relu(x)..}

        model Net() {
          input x: f32[4]
          output y = x |> block
        }

        train Net on d {
          loss = cross_entropy
          optimizer = sgd(lr = 0.1)
        }
        """;
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(new SourceFile("mutated.cnn", text), diagnostics);
    assertTrue(diagnostics.hasErrors());
    new Elaborator(script, diagnostics).check();
  }

  @Property(tries = 1)
  void unchangedScriptsHaveNoErrors() throws IOException {
    for (String text : scripts()) {
      Diagnostics diagnostics = new Diagnostics();
      Script script = Parser.parse(new SourceFile("unchanged.cnn", text), diagnostics);
      new Elaborator(script, diagnostics).check();
      assertTrue(!diagnostics.hasErrors(), () -> DiagnosticPrinter.text(diagnostics.all(), false));
    }
  }
}
