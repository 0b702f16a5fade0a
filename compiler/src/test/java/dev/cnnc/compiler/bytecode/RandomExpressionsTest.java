package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random expressions as vectors and as single numbers, against their value in {@code double}.
 * Functions that jump are applied to what was loaded only, so that rounding never decides.
 */
class RandomExpressionsTest {
  private static final int INPUTS = 3;
  private static final List<ScalarFunction> SMOOTH =
      List.of(
          ScalarFunction.ADD,
          ScalarFunction.SUBTRACT,
          ScalarFunction.MULTIPLY,
          ScalarFunction.NEGATE,
          ScalarFunction.MAX,
          ScalarFunction.MIN,
          ScalarFunction.ABS,
          ScalarFunction.TANH,
          ScalarFunction.SIGMOID,
          ScalarFunction.ERF,
          ScalarFunction.STOP_GRADIENT);
  private static final List<ScalarFunction> JUMPS =
      List.of(
          ScalarFunction.LESS,
          ScalarFunction.LESS_EQUAL,
          ScalarFunction.GREATER,
          ScalarFunction.GREATER_EQUAL,
          ScalarFunction.EQUAL,
          ScalarFunction.NOT_EQUAL,
          ScalarFunction.AND,
          ScalarFunction.OR,
          ScalarFunction.NOT,
          ScalarFunction.SIGN,
          ScalarFunction.FLOOR);

  private record Generator(Random random, boolean vector) {
    FloatExpression expression(int depth) {
      int choice = random.nextInt(depth == 0 ? 2 : 8);
      return switch (choice) {
        case 0 -> leaf();
        case 1 -> apply(random(JUMPS));
        case 2 -> fma(expression(depth - 1), expression(depth - 1), expression(depth - 1));
        case 3 ->
            Loops.apply(
                ScalarFunction.SELECT,
                apply(random(JUMPS)),
                expression(depth - 1),
                expression(depth - 1));
        default -> {
          ScalarFunction function = random(SMOOTH);
          FloatExpression[] arguments = new FloatExpression[function.arity()];
          for (int a = 0; a < arguments.length; a++) {
            arguments[a] = expression(depth - 1);
          }
          yield Loops.apply(function, arguments);
        }
      };
    }

    private ScalarFunction random(List<ScalarFunction> functions) {
      return functions.get(random.nextInt(functions.size()));
    }

    private FloatExpression apply(ScalarFunction function) {
      return function.arity() == 1
          ? Loops.apply(function, leaf())
          : Loops.apply(function, leaf(), leaf());
    }

    private FloatExpression leaf() {
      int buffer = 1 + random.nextInt(INPUTS);
      return switch (random.nextInt(4)) {
        case 0 -> lift(f((random.nextInt(9) - 4) * 0.5));
        case 1 -> lift(load(buffer, i(0), false));
        default -> load(buffer, i("at"), vector);
      };
    }

    private FloatExpression lift(FloatExpression single) {
      return vector ? all(single) : single;
    }
  }

  @Property(tries = 60)
  void bothBackEndsComputeWhatTheExpressionSays(@ForAll long seed) {
    for (int lanes : new int[] {1, 8}) {
      Random random = new Random(seed);
      FloatExpression expression = new Generator(random, lanes > 1).expression(4);
      float[][] arrays = new float[INPUTS + 1][16];
      for (int b = 1; b <= INPUTS; b++) {
        for (int j = 0; j < 16; j++) {
          arrays[b][j] = (random.nextInt(9) - 4) * 0.5f;
        }
      }
      List<Statement> body =
          List.of(
              let("at", i(0)),
              repeat(
                  16 / lanes, store(0, i("at"), expression), set("at", plus(i("at"), i(lanes)))));
      List<dev.cnnc.runtime.program.Buffer> buffers = new ArrayList<>();
      for (int b = 0; b <= INPUTS; b++) {
        buffers.add(floats("b" + b, 16));
      }
      Generated.run(
          program(lanes, buffers, kernel("k", lanes, INPUTS + 1, body)), 1, 0, (Object[]) arrays);
      for (int j = 0; j < 16; j++) {
        double expected = evaluate(expression, arrays, j);
        assertEquals(expected, arrays[0][j], 1e-4 * (1 + Math.abs(expected)), expression::toString);
      }
    }
  }

  private static double evaluate(FloatExpression expression, float[][] arrays, int element) {
    if (expression instanceof FloatExpression.Constant c) {
      return c.value();
    } else if (expression instanceof FloatExpression.Load load) {
      return arrays[load.buffer()][load.position().equals(i(0)) ? 0 : element];
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      return evaluate(broadcast.value(), arrays, element);
    } else if (expression instanceof FloatExpression.MultiplyAdd m) {
      return evaluate(m.a(), arrays, element) * evaluate(m.b(), arrays, element)
          + evaluate(m.c(), arrays, element);
    }
    FloatExpression.Apply apply = (FloatExpression.Apply) expression;
    return apply
        .function()
        .evaluate(
            apply.arguments().stream().mapToDouble(a -> evaluate(a, arrays, element)).toArray());
  }
}
