package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;

/** Random numbers: element by element, numbered in row-major order over the whole batch. */
final class LowerUniform {
  private LowerUniform() {}

  static LowerNest.TaskLoops lower(Storage result, int stream) {
    List<Integer> extents = result.value().shape().extents();
    Affine number = Affine.constant(0);
    Affine position = Affine.constant(result.layout().offset());
    int size = 1;
    for (int axis = extents.size() - 1; axis >= 0; axis--) {
      Affine index = Affine.index("i" + axis);
      number = number.plus(index.times(size));
      position = position.plus(index.times(result.layout().strides().get(axis)));
      size = Math.multiplyExact(size, extents.get(axis));
    }
    boolean batched = result.value().batched();
    int interleaved = result.layout().interleaved();
    if (batched) {
      Affine example = Affine.index(Schedule.EXAMPLE).times(interleaved);
      Affine inGroup = interleaved == 1 ? example : example.plus(Affine.index(Schedule.MEMBER));
      number = number.plus(inGroup.times(size));
      position = position.plus(BuildNest.start(result.layout(), interleaved));
    }
    List<Statement> body =
        List.of(
            new Statement.Store(
                result.buffer(),
                Ints.of(position),
                new FloatExpression.Uniform(stream, Ints.of(number))));
    if (interleaved > 1) {
      body = List.of(LowerTile.over(Schedule.MEMBER, interleaved, body));
    }
    for (int axis = extents.size() - 1; axis >= 0; axis--) {
      body = List.of(LowerTile.over("i" + axis, extents.get(axis), body));
    }
    if (!batched) {
      return new LowerNest.TaskLoops(0, 1, 1, body);
    }
    List<Statement> all = new ArrayList<>();
    all.add(
        new Statement.DefineInt(
            Schedule.EXAMPLE, dev.cnnc.compiler.loop.IntExpression.Variable.TASK));
    all.addAll(body);
    return new LowerNest.TaskLoops(1, 0, interleaved, all);
  }
}
