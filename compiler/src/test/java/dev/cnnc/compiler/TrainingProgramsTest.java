package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.runtime.program.Pass;
import java.util.EnumSet;
import java.util.Set;
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

  private static Compiler compiler(String data) {
    String train = "train Net on d {\n loss = cross_entropy\n optimizer = sgd(lr = 0.1)\n}\n";
    return Compiler.of(new SourceFile("net.cnn", MODEL + data + train));
  }

  private static Compilation trainingOnly(String data) {
    Compiler compiler = compiler(data);
    Definition.Train train =
        compiler.script().definitions().stream()
            .filter(Definition.Train.class::isInstance)
            .map(Definition.Train.class::cast)
            .findFirst()
            .orElseThrow();
    return compiler.trainingOnly(compiler.elaborator().settings(train, Overrides.NONE));
  }

  private static final String FILES =
      "data d {\n format = csv\n label = \"kind\"\n train = \"train.csv\"\n%s}\n";

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
    Compilation alone = trainingOnly(FILES.formatted(""));
    Compilation tested = trainingOnly(FILES.formatted(" test = split(0.2)\n"));
    for (Pass pass : alone.graphs().keySet()) {
      assertEquals(
          alone.loops(1).get(pass).program(), tested.loops(1).get(pass).program(), pass.name());
    }
    assertEquals(
        alone.model().graph().inputs().toString(), tested.model().graph().inputs().toString());
  }
}
