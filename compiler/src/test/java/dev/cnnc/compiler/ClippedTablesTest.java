package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients of tables that are clipped by a norm which all parameters have in common. */
class ClippedTablesTest {
  /**
   * The norm of a gradient is that of its rows, be there none; tables and weights of one shape that
   * meet in the norm keep their own rows.
   */
  @ParameterizedTest
  @CsvSource({
    "Text, embedding_1.weight, false",
    "Text, embedding_1.weight, true",
    "Alike, first.weight, false",
    "Alike, second.weight, true"
  })
  void clippingByNormSeesAllGradients(String name, String table, boolean sparse) {
    Compilation compilation =
        Compiler.of(new SourceFile("text.cnn", SparseUpdatesTest.SCRIPT))
            .training(name, Map.of(), "cross_entropy", "sgd(lr = 0.5)", "clip_norm(0.01)");
    CompiledModel model = (sparse ? compilation.withSparseUpdates() : compilation).load();
    assertTrue(SparseUpdatesTest.isByRows(model, table));
    try (Network network = Network.create(model, 2)) {
      network.initialize(1);
      for (int step = 0; step < 6; step++) {
        Map<String, Tensor> batch = new LinkedHashMap<>(SparseUpdatesTest.batch(step));
        if (name.equals("Alike")) {
          int examples = batch.get("label").size();
          int[] more =
              new Random(99 - step).ints(examples * 6L, 0, SparseUpdatesTest.ROWS).toArray();
          batch.put("more", Tensor.ofIntegers(more, examples, 6));
        }
        network.gradients(batch, step);
        if (step == 4) {
          network
              .gradient(table)
              .set(Tensor.zeros(SparseUpdatesTest.ROWS, SparseUpdatesTest.FEATURES));
        }
        double squares = 0;
        for (Variable parameter : network.parameters()) {
          for (float g : network.gradient(parameter.name()).value().floats()) {
            squares += (double) g * g;
          }
        }
        double scale = 0.5 * Math.min(1, 0.01 / (Math.sqrt(squares) + 1e-6));
        assertTrue(scale < 0.4, "the step is clipped");
        Map<String, double[]> expected = new LinkedHashMap<>();
        for (Variable parameter : network.parameters()) {
          double[] weight = SparseUpdatesTest.doubles(parameter.value().floats());
          float[] gradient = network.gradient(parameter.name()).value().floats();
          for (int i = 0; i < weight.length; i++) {
            weight[i] -= scale * gradient[i];
          }
          expected.put(parameter.name(), weight);
        }
        network.update(1);
        for (Variable parameter : network.parameters()) {
          double[] weight = SparseUpdatesTest.doubles(parameter.value().floats());
          assertArrayEquals(expected.get(parameter.name()), weight, 1e-6, parameter.name());
        }
      }
    }
  }
}
