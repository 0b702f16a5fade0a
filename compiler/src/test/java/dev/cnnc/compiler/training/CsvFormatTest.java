package dev.cnnc.compiler.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which columns of a table go to which input. */
class CsvFormatTest {
  @TempDir Path folder;

  private DataFiles files(String inputs, String settings) {
    String script =
        """
        model M {
        %s
          output y = x |> flatten |> linear(2)
        }

        data d {
          format = csv
          train  = "table.csv"
        %s
        }

        train M on d {
          loss      = cross_entropy
          optimizer = sgd(lr = 0.1)
        }
        """
            .formatted(inputs.indent(2), settings.indent(2));
    Compiler compiler = Compiler.of(new SourceFile("m.cnn", script));
    TrainSettings training =
        compiler.elaborator().settings(compiler.elaborator().trainings().get(0), Overrides.NONE);
    Graph model = compiler.inference("M", Map.of()).model().graph();
    return new DataFiles(training.data(), model, folder);
  }

  private Dataset read(String table, String inputs, String settings) throws IOException {
    Files.writeString(folder.resolve("table.csv"), table);
    return files(inputs, settings).train();
  }

  private static List<Float> floats(Column column, int example) {
    float[] values = new float[column.elements()];
    column.read(example, values, 0);
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  private static List<Integer> integers(Column column, int example) {
    int[] values = new int[column.elements()];
    column.read(example, values, 0);
    return Arrays.stream(values).boxed().toList();
  }

  @Test
  void withoutInputsAllOtherColumnsArePixels() throws IOException {
    Dataset data =
        read(
            "p0,p1,digit,p2,p3\n0,1,7,2,255\n4,5,0,6,1e2\n",
            "input x: f32[1, 2, 2]",
            "label = \"digit\"");
    assertEquals(List.of("x", "label"), List.copyOf(data.columns().keySet()));
    assertEquals(List.of(1, 2, 2), data.columns().get("x").shape());
    assertEquals(List.of(0f, 1f, 2f, 255f), floats(data.columns().get("x"), 0));
    assertEquals(List.of(4f, 5f, 6f, 100f), floats(data.columns().get("x"), 1));
    assertEquals(List.of(7), integers(data.columns().get("label"), 0));
  }

  @Test
  void severalInputsTakeTheirColumnsInTurn() throws IOException {
    Dataset data =
        read(
            "said,size,weight,town,mark\nyes no yes,1.5,-2,3,0.25\nno,0,0,1,4\n",
            """
            input x: f32[2]
            input town: i32[]
            input said: i32[4]
            output other = said |> embedding(4, 2)
            output third = town |> embedding(4, 2)
            """,
            """
            inputs     = ("size", "weight", "town", "said")
            target     = ("mark", "size")
            tokenizer  = words
            vocabulary = 4
            """);
    assertEquals(List.of(1.5f, -2f), floats(data.columns().get("x"), 0));
    assertEquals(List.of(3), integers(data.columns().get("town"), 0));
    // "no" and "yes" occur twice each, so "no" comes first.
    assertEquals(List.of(3, 2, 3, 0), integers(data.columns().get("said"), 0));
    assertEquals(List.of(0.25f, 1.5f), floats(data.columns().get("target"), 0));
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    CompilationException few =
        assertThrows(
            CompilationException.class,
            () -> read("a,b\n1,2\n", "input x: f32[3]", "label = \"b\""));
    assertEquals(
        "the inputs [x: f32[batch, 3]] take 3 columns, there are 1",
        few.diagnostics().get(0).message());
    CompilationException none =
        assertThrows(
            CompilationException.class,
            () ->
                read(
                    "a,b\n1,2\n",
                    "input x: f32[1]",
                    "label = \"b\"\ntokenizer = words\nvocabulary = 9"));
    assertTrue(none.diagnostics().get(0).message().startsWith("there is a tokenizer, but no"));
  }
}
