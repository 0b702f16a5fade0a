package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.KernelCode;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The loops of a kernel as code, apart from the arrays that they are over.
 *
 * @param tasks how the loops are cut
 * @param arrays those that the code uses, by its numbers for them, and behind them what is read or
 *     written besides
 */
record CodedLoops(LowerNest.TaskLoops tasks, KernelCode code, List<Integer> arrays) {
  static CodedLoops of(JoinPieces.Piece loops) {
    KernelCode.Numbered numbered = KernelCode.of(loops.lanes(), loops.loops().body());
    return new CodedLoops(loops.loops(), numbered.code(), numbered.arraysAnd(loops.buffers()));
  }

  /** The same over other arrays. */
  CodedLoops over(IntUnaryOperator other) {
    return new CodedLoops(tasks, code, arrays.stream().map(other::applyAsInt).toList());
  }
}
