package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;

/** Numbers known at compile time: stored one by one at the beginning of each run. */
final class LowerConstant {
  private LowerConstant() {}

  static LowerNest.TaskLoops lower(Storage result, List<Double> values) {
    int offset = result.layout().offset();
    int stride = result.layout().strides().get(0);
    List<Statement> body = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      body.add(
          new Statement.Store(
              result.buffer(),
              new IntExpression.Constant(offset + i * stride),
              new FloatExpression.Constant(values.get(i).floatValue())));
    }
    return new LowerNest.TaskLoops(0, 1, 1, body);
  }
}
