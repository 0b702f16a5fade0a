package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import java.util.Optional;

/**
 * A layer around each of the {@link Primitives}, of fixed signature, so that one can be looked at
 * by itself as a layer of the library can. Scripts never call these.
 */
final class PrimitiveLayers {
  private static final String TEXT =
      """
      layer reshape(x: f32[C, ..]; shape: int[..] = (product(x.shape), 1)) {
        output y = reshape(x, shape)
      }

      layer transpose(x: f32[C, ..]; axes: int[..] = (1, 0)) {
        output y = transpose(x, axes)
      }

      layer slice(x: f32[C, ..]; axis: int = 0, from: int = 1, to: int = x.shape[axis]) {
        output y = slice(x, axis, from, to)
      }

      layer concat(a: f32[C, ..], b: f32[D, ..]; axis: int = 0) {
        output y = concat(a, b, axis = axis)
      }
      """;

  private PrimitiveLayers() {}

  static Optional<Definition.Layer> layer(String name) {
    Diagnostics diagnostics = new Diagnostics();
    return Parser.parse(new SourceFile("primitives", TEXT), diagnostics).definitions().stream()
        .map(Definition.Layer.class::cast)
        .filter(layer -> layer.name().text().equals(name))
        .findFirst();
  }
}
