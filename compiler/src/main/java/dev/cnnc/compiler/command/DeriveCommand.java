package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.derive.Derivation;
import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.reference.LayerExample;
import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc derive}: a layer's formula and its gradients. */
@Command(
    name = "derive",
    description =
        "Prints a layer's formula and the gradients that are derived from it, in the language"
            + " itself.",
    footer = {
      "",
      "Sizes that are not given are chosen small. Examples:",
      "  cnnc derive conv2d",
      "  cnnc derive conv2d --input 1,28,28 --set filters=20 --set kernel=5 --set stride=2",
      "  cnnc derive samples/custom/custom_layers.cnn shrink_conv"
    })
final class DeriveCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..2",
      paramLabel = "[FILE] LAYER",
      hideParamSyntax = true,
      description = "A layer of the standard library, or of a script.")
  private List<String> names;

  @Option(
      names = "--input",
      paramLabel = "SHAPE",
      description = "The shape of a tensor of the layer, e.g. 3,32,32; repeat it for more.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "An argument of the layer, e.g. --set stride=2. May be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    SourceFile source =
        names.size() == 2 ? ScriptText.read(Path.of(names.get(0))) : new SourceFile("library", "");
    List<Shape> shapes = new ArrayList<>();
    for (String input : inputs) {
      shapes.add(shape(input));
    }
    System.out.print(
        Derivation.text(
            layer(Compiler.of(source).elaborator(), names.get(names.size() - 1), shapes)));
    return 0;
  }

  private Graph layer(Elaborator elaborator, String name, List<Shape> shapes) {
    Map<String, Constant> arguments = SettingValues.read(settings);
    LayerExample example =
        elaborator
            .layerDefinition(name)
            .map(layer -> LayerExample.of(layer, shapes, arguments))
            .orElseGet(() -> new LayerExample(shapes, arguments));
    return elaborator.layer(name, example.shapes(), example.arguments(), true);
  }

  private static Shape shape(String text) {
    List<Integer> extents = new ArrayList<>();
    try {
      for (String extent : text.isBlank() ? new String[0] : text.split(",")) {
        extents.add(Integer.parseInt(extent.strip()));
      }
      return new Shape(extents);
    } catch (IllegalArgumentException malformed) {
      throw new CommandFailure(
          "--input: expected sizes such as 3,32,32, found '" + text + "'", malformed);
    }
  }
}
