package dev.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.execute.Variables;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.tensor.Tensor;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that share arrays do not get into each other's way, and take what is said. */
class SharedArraysTest {
  /** The same code on a program whose buffers have an array each. */
  private record Unshared(Kernels kernels) implements Kernels {
    @Override
    public Program program() {
      Program shared = kernels.program();
      return new Program(
          shared.name(), shared.buffers(), shared.steps(), shared.outputs(), shared.updates());
    }

    @Override
    public void run(
        int kernel, float[][] floats, int[][] integers, int batch, long random, int from, int to) {
      kernels.run(kernel, floats, integers, batch, random, from, to);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Pools, 1, 1",
    "Pools, 16, 3",
    "Residual, 1, 2",
    "Residual, 16, 3",
    "Dropping, 1, 3",
    "Dropping, 16, 2"
  })
  void batchesOfAnySizeGiveTheBitsOfUnsharedArrays(String model, int lanes, int threads) {
    Kernels kernels =
        MemoryPlanTest.load(MemoryPlanTest.compilation(model), lanes).kernels(Pass.GRADIENTS);
    Program program = kernels.program();
    assertTrue(Set.copyOf(program.arrays()).size() < program.buffers().size(), "nothing is shared");
    List<float[]> expected = results(new Unshared(kernels), 1);
    List<float[]> actual = results(kernels, threads);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), model + ", result " + i);
    }
  }

  /** Outputs and gradients of batches of changing size, on the same arrays one after the other. */
  private static List<float[]> results(Kernels kernels, int threads) {
    List<float[]> results = new ArrayList<>();
    Program program = kernels.program();
    Variables variables = new Variables(List.of(program));
    try (Team team = new Team(threads)) {
      Random random = new Random(5);
      for (Variable parameter : variables.all(Role.PARAMETER)) {
        parameter.write(gaussians(parameter.size(), random));
      }
      Execution execution = new Execution(kernels, variables, team);
      for (int batch : new int[] {5, 2, 7, 3}) {
        float[] x = gaussians(batch * 2 * 12 * 12, random);
        execution.begin(batch);
        execution.write("x", Tensor.of(x, batch, 2, 12, 12));
        execution.write("label", Tensor.ofIntegers(random.ints(batch, 0, 4).toArray(), batch));
        execution.run(batch);
        for (String output : program.outputs().keySet()) {
          results.add(execution.read(output).floats());
        }
        for (Variable gradient : variables.all(Role.GRADIENT)) {
          results.add(gradient.value().floats());
        }
      }
    }
    return results;
  }

  private static float[] gaussians(int count, Random random) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({"Pools, 1", "Residual, 16", "Dropping, 16"})
  void whatIsSaidIsWhatIsAllocated(String model, int lanes) throws ReflectiveOperationException {
    int batch = 9;
    Compilation compilation = MemoryPlanTest.compilation(model);
    CompiledModel loaded = MemoryPlanTest.load(compilation, lanes);
    List<Kernels> step = List.of(loaded.kernels(Pass.GRADIENTS), loaded.kernels(Pass.UPDATE));
    Variables variables = new Variables(step.stream().map(Kernels::program).toList());
    Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    try (Team team = new Team(1)) {
      for (Kernels kernels : step) {
        Execution execution = new Execution(kernels, variables, team);
        execution.begin(batch);
        for (String field : List.of("floats", "integers")) {
          Field held = Execution.class.getDeclaredField(field);
          held.setAccessible(true);
          Collections.addAll(arrays, (Object[]) held.get(execution));
        }
      }
    }
    arrays.remove(null);
    long bytes = 0;
    for (Object array : arrays) {
      bytes += 4L * Array.getLength(array);
    }
    MemoryUse said = compilation.memory(batch, lanes);
    assertEquals(bytes, said.total(), said.toString());
  }
}
