package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.runtime.program.Pass;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** A training compiles what it runs. */
class TrainingProgramsTest {
  private static final String MODEL =
      """
      model Net() {
        input x: f32[4]
        output y = x |> linear(6) |> batchnorm |> relu |> linear(3)
      }
      """;

  private static final String FILES =
      "data d {\n format = csv\n label = \"kind\"\n train = \"train.csv\"\n%s}\n";

  private static final String TRAIN =
      "train Net on d {\n loss = cross_entropy\n optimizer = sgd(lr = 0.1)\n}\n";

  private static Compilation trainingOnly(String data) {
    return trainingOnly(MODEL, data);
  }

  private static Compilation trainingOnly(String model, String data) {
    Compiler compiler = Compiler.of(new SourceFile("net.cnn", model + data + TRAIN));
    Definition.Train train =
        compiler.script().definitions().stream()
            .filter(Definition.Train.class::isInstance)
            .map(Definition.Train.class::cast)
            .findFirst()
            .orElseThrow();
    return compiler.trainingOnly(compiler.elaborator().settings(train, Overrides.NONE));
  }

  @Test
  void withoutTestDataThereIsNoProgramThatTests() {
    Set<Pass> step = EnumSet.of(Pass.GRADIENTS, Pass.UPDATE);
    assertEquals(step, trainingOnly(FILES.formatted("")).load().passes());
  }

  @Test
  void withTestDataThereIsOne() {
    Set<Pass> all = EnumSet.of(Pass.GRADIENTS, Pass.UPDATE, Pass.EVALUATION);
    assertEquals(all, trainingOnly(FILES.formatted(" test = \"test.csv\"\n")).load().passes());
    assertEquals(all, trainingOnly(FILES.formatted(" test = split(0.2)\n")).load().passes());
  }

  /** The step's own code does not depend on it. */
  @Test
  void theStepIsTheSame() {
    Set<Pass> step = EnumSet.of(Pass.GRADIENTS, Pass.UPDATE);
    SortedMap<String, byte[]> alone =
        trainingOnly(FILES.formatted("\n")).generate("Net", 16, step).classes();
    SortedMap<String, byte[]> tested =
        trainingOnly(FILES.formatted(" test = split(0.2)\n")).generate("Net", 16, step).classes();
    assertEquals(alone.keySet(), tested.keySet());
    alone.forEach((name, bytes) -> assertArrayEquals(bytes, tested.get(name), name));
  }

  /** What is wrong with a model as it is used is told before it is trained. */
  @Test
  void theModelInUseIsCheckedAllTheSame() {
    String wrong =
        """
        model Net() {
          input x: f32[4]
          h = x |> linear(3) as head
          output y = if training then h else h |> reshape(7)
        }
        """;
    assertThrows(CompilationException.class, () -> trainingOnly(wrong, FILES.formatted("")));
  }

  /** Weight files have to hold what the model reads as it is used. */
  @Test
  void parametersOfTheModelInUseAreKept() {
    String scaled =
        """
        model Net() {
          input x: f32[4]
          h = x |> linear(3) as head
          if training {
            output y = h
          } else {
            output y = h |> layernorm as last
          }
        }
        """;
    Set<Pass> all = EnumSet.of(Pass.GRADIENTS, Pass.UPDATE, Pass.EVALUATION);
    assertEquals(all, trainingOnly(scaled, FILES.formatted("")).graphs().keySet());
  }
}
