package dev.cnnc.compiler.interpret;

import static dev.cnnc.compiler.graph.Scalar.apply;
import static dev.cnnc.compiler.graph.Scalar.constant;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GraphInterpreterTest {
  private static final Affine I = Affine.index("i");
  private static final Affine U = Affine.index("u");
  private final List<Node> nodes = new ArrayList<>();

  private Value input(String name, ElementType type, Integer... extents) {
    return add(new Value(name, type, Shape.of(extents), true, Origin.NONE), new Operation.Input());
  }

  private Value fixed(String name, Integer... extents) {
    Value value = new Value(name, ElementType.F32, Shape.of(extents), false, Origin.NONE);
    return add(value, new Operation.Input());
  }

  private Value add(Value value, Operation operation) {
    nodes.add(new Node(value, operation));
    return value;
  }

  private static Scalar.Access read(Value tensor, Affine... positions) {
    List<Subscript> subscripts = new ArrayList<>();
    for (Affine position : positions) {
      subscripts.add(new Subscript.Position(position));
    }
    return new Scalar.Access(tensor, subscripts);
  }

  /** {@code y = [i < extent] reduction[u < taps] body}, evaluated. */
  private double[] reduce(
      int batch, int extent, Reduction reduction, int taps, Scalar body, double[]... given) {
    return reduce(batch, extent, reduction, List.of(new Index("u", taps)), false, body, given);
  }

  private double[] reduce(
      int batch,
      int extent,
      Reduction reduction,
      List<Index> reduced,
      boolean overBatch,
      Scalar body,
      double[]... given) {
    boolean batched = !overBatch && dev.cnnc.compiler.graph.Comprehensions.batched(body);
    Value y = new Value("y", ElementType.F32, Shape.of(extent), batched, Origin.NONE);
    add(y, new Comprehension(List.of(new Index("i", extent)), reduction, reduced, overBatch, body));
    Map<String, double[]> byName = new java.util.HashMap<>();
    for (int i = 0; i < given.length; i++) {
      byName.put(nodes.get(i).result().name(), given[i]);
    }
    Graph graph = new Graph("test", nodes, Map.of("out", y), Map.of());
    return GraphInterpreter.run(graph, batch, byName).output("out");
  }

  @Property(tries = 60)
  void stridedPaddedDilatedConvolutionIsTheTextbookLoop(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(max = 3) int padding,
      @ForAll @IntRange(min = 1, max = 4) int taps,
      @ForAll @IntRange(min = 1, max = 9) int length,
      @ForAll Random random) {
    nodes.clear();
    int extent = 1 + Math.max(0, (length + 2 * padding - dilation * (taps - 1) - 1) / stride);
    double[] x = random.doubles(batch * length).toArray();
    double[] w = random.doubles(taps).toArray();
    Value input = input("x", ElementType.F32, length);
    Value weight = fixed("w", taps);
    Affine position = I.times(stride).plus(U.times(dilation)).plus(-padding);
    Scalar body = apply(ScalarFunction.MULTIPLY, read(weight, U), read(input, position));

    double[] y = reduce(batch, extent, Reduction.SUM, taps, body, x, w);

    double[] expected = new double[batch * extent];
    for (int n = 0; n < batch; n++) {
      for (int i = 0; i < extent; i++) {
        for (int u = 0; u < taps; u++) {
          int h = stride * i + dilation * u - padding;
          if (h >= 0 && h < length) {
            expected[n * extent + i] += w[u] * x[n * length + h];
          }
        }
      }
    }
    assertArrayEquals(expected, y, 1e-12);
  }

  @Test
  void aPositionThatIsNotWholeIsLeftOut() {
    Value x = input("x", ElementType.F32, 2);
    Subscript half = new Subscript.Position(I.minus(U), 2);
    double[] y =
        reduce(1, 4, Reduction.SUM, 1, new Scalar.Access(x, List.of(half)), new double[] {5, 7});
    assertArrayEquals(new double[] {5, 0, 7, 0}, y);
  }

  @Test
  void negativeOddPositionIsLeftOutAlthoughTruncationWouldMakeItZero() {
    Value x = input("x", ElementType.F32, 2);
    Subscript half = new Subscript.Position(I.minus(U).plus(-1), 2);
    double[] y =
        reduce(1, 4, Reduction.SUM, 1, new Scalar.Access(x, List.of(half)), new double[] {5, 7});
    assertArrayEquals(new double[] {0, 5, 0, 7}, y);
  }

  @Test
  void reductionsOfNothing() {
    Scalar body = read(input("x", ElementType.F32, 1), I.plus(U).plus(5));
    double[] x = {3};
    assertEquals(0, again(Reduction.SUM, body, x));
    assertEquals(1, again(Reduction.PROD, body, x));
    assertEquals(Double.NEGATIVE_INFINITY, again(Reduction.MAX, body, x));
    assertEquals(Double.POSITIVE_INFINITY, again(Reduction.MIN, body, x));
    assertEquals(-1, again(Reduction.ARGMAX, body, x));
    assertEquals(-1, again(Reduction.ARGMIN, body, x));
    assertEquals(0, again(Reduction.COUNT, body, x));
  }

  private double again(Reduction reduction, Scalar body, double[] x) {
    double y = reduce(1, 1, reduction, 2, body, x)[0];
    nodes.remove(nodes.size() - 1);
    return y;
  }

  @Test
  void theFirstExtremeTermWinsAndLeftOutTermsKeepTheirNumber() {
    // x[i + u - 1] over u < 3: at i = 0 the term u = 0 is left out.
    Scalar body = read(input("x", ElementType.F32, 4), I.plus(U).plus(-1));
    double[] x = {2, 2, 9, 9};
    assertArrayEquals(new double[] {1, 2, 1, 0}, reduce(1, 4, Reduction.ARGMAX, 3, body, x));
    nodes.remove(nodes.size() - 1);
    assertArrayEquals(new double[] {1, 0, 0, 0}, reduce(1, 4, Reduction.ARGMIN, 3, body, x));
    nodes.remove(nodes.size() - 1);
    assertArrayEquals(new double[] {2, 3, 3, 2}, reduce(1, 4, Reduction.COUNT, 3, body, x));
  }

  @Test
  void argmaxNumbersOverTheBatchWithTheBatchSlowest() {
    Scalar body = read(input("x", ElementType.F32, 2), U);
    List<Index> reduced = List.of(new Index("u", 2));
    double[] y =
        reduce(3, 1, Reduction.ARGMAX, reduced, true, body, new double[] {1, 2, 3, 4, 9, 4});
    assertArrayEquals(new double[] {4}, y);
  }

  @Test
  void overBatchSumsOverTheExamples() {
    Scalar body =
        apply(
            ScalarFunction.DIVIDE, read(input("x", ElementType.F32, 2), I), new Scalar.BatchSize());
    double[] y = reduce(2, 2, Reduction.SUM, List.of(), true, body, new double[] {1, 2, 3, 6});
    assertArrayEquals(new double[] {2, 4}, y);
  }

  @Test
  void aRowChosenByData() {
    Value token = input("token", ElementType.I32, 3);
    Value table = fixed("table", 4);
    Subscript row = new Subscript.Lookup(read(token, I));
    Scalar body = new Scalar.Access(table, List.of(row));
    double[] rows = {10, 11, 12, 13};
    double[] y = reduce(1, 3, Reduction.NONE, List.of(), false, body, new double[] {3, 0, 3}, rows);
    assertArrayEquals(new double[] {13, 10, 13}, y);
    nodes.remove(nodes.size() - 1);
    String message =
        assertThrows(
                IndexOutOfBoundsException.class,
                () ->
                    reduce(
                        1, 3, Reduction.NONE, List.of(), false, body, new double[] {0, 4, 0}, rows))
            .getMessage();
    assertTrue(message.contains("token[i] is 4.0 at batch = 0, i = 1"), message);
    assertTrue(message.contains("axis 0 of table: f32[4]"), message);
  }

  @Test
  void outsideOfAReductionAReadOutsideIsAnError() {
    Scalar body = read(input("x", ElementType.F32, 2), I);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> reduce(1, 3, Reduction.NONE, List.of(), false, body, new double[] {1, 2}));
  }

  @Test
  void theBranchNotTakenDoesNotCount() {
    Scalar x = read(input("x", ElementType.F32, 2), I);
    Scalar body =
        apply(
            ScalarFunction.SELECT,
            apply(ScalarFunction.GREATER, x, constant(0)),
            apply(ScalarFunction.LOG, x),
            constant(0));
    double[] y = reduce(1, 2, Reduction.NONE, List.of(), false, body, new double[] {-1, 1});
    assertArrayEquals(new double[] {0, 0}, y);
  }

  @Test
  void missingAndWrongTensorsAreNamed() {
    Scalar body = read(input("x", ElementType.F32, 2), I);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> reduce(1, 2, Reduction.NONE, List.of(), false, body))
            .getMessage()
            .contains("x: f32[batch, 2] is not given"));
    nodes.remove(nodes.size() - 1);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> reduce(2, 2, Reduction.NONE, List.of(), false, body, new double[3]))
            .getMessage()
            .contains("has 4 elements, found 3"));
  }

  @Test
  void uniformNumbersCountElementsOverTheBatch() {
    Value u = new Value("u", ElementType.F32, Shape.of(2), true, Origin.NONE);
    add(u, new Operation.Uniform(7));
    Value flat = new Value("r", ElementType.F32, Shape.of(1, 2), true, Origin.NONE);
    add(flat, new Operation.Reshape(u));
    Graph graph = new Graph("test", nodes, Map.of(), Map.of());
    Evaluation run =
        GraphInterpreter.run(graph, 2, Map.of(), (stream, element) -> 10 * stream + element);
    assertArrayEquals(new double[] {70, 71, 72, 73}, run.get("r"));
    assertThrows(IllegalArgumentException.class, () -> GraphInterpreter.run(graph, 2, Map.of()));
  }
}
