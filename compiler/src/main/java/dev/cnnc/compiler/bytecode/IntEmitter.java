package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.IntExpression;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emits whole-number arithmetic and tests. */
final class IntEmitter {
  private final Code code;
  private final KernelBuffers buffers;

  IntEmitter(Code code, KernelBuffers buffers) {
    this.code = code;
    this.buffers = buffers;
  }

  /** Leaves the value on the stack. */
  void emit(IntExpression expression) {
    emitFolded(FoldPositions.fold(expression));
  }

  /** {@code variable = value}, as an increment where it is one. */
  void assign(Local variable, IntExpression value) {
    IntExpression folded = FoldPositions.fold(value);
    if (folded instanceof IntExpression.Sum sum
        && sum.terms().size() == 2
        && sum.terms().get(0).equals(new IntExpression.Variable(variable.name()))
        && sum.terms().get(1) instanceof IntExpression.Constant c) {
      code.increment(variable, c.value());
    } else {
      emitFolded(folded);
      code.store(variable);
    }
  }

  private void emitFolded(IntExpression expression) {
    if (expression instanceof IntExpression.Constant c) {
      code.constant(c.value());
    } else if (expression instanceof IntExpression.Variable variable) {
      code.load(variable(variable.name(), Kind.INT));
    } else if (expression instanceof IntExpression.Sum sum) {
      emitSum(sum.terms());
    } else if (expression instanceof IntExpression.Product product) {
      emitFolded(product.value());
      code.constant(product.factor());
      code.instruction(Opcodes.IMUL);
    } else if (expression instanceof IntExpression.Quotient quotient) {
      emitFolded(quotient.value());
      code.constant(quotient.divisor());
      code.instruction(Opcodes.IDIV);
    } else if (expression instanceof IntExpression.Remainder remainder) {
      emitFolded(remainder.value());
      code.constant(remainder.divisor());
      code.instruction(Opcodes.IREM);
    } else if (expression instanceof IntExpression.Minimum minimum) {
      emitFolded(minimum.left());
      emitFolded(minimum.right());
      code.invokeStatic("java/lang/Math", "min", "(II)I");
    } else if (expression instanceof IntExpression.Maximum maximum) {
      emitFolded(maximum.left());
      emitFolded(maximum.right());
      code.invokeStatic("java/lang/Math", "max", "(II)I");
    } else if (expression instanceof IntExpression.Load load) {
      code.load(buffers.local(load.buffer(), Kind.INTS));
      emitFolded(load.position());
      code.instruction(Opcodes.IALOAD);
    } else if (expression instanceof IntExpression.Checked checked) {
      emitFolded(checked.value());
      code.constant(checked.extent());
      code.constant(checked.subject());
      code.invokeStatic("dev/cnnc/runtime/program/DataIndex", "check", "(IILjava/lang/String;)I");
    } else {
      throw new AssertionError(expression);
    }
  }

  private void emitSum(List<IntExpression> terms) {
    emitFolded(terms.get(0));
    for (IntExpression term : terms.subList(1, terms.size())) {
      if (term instanceof IntExpression.Constant c && c.value() < 0 && c.value() != -c.value()) {
        code.constant(-c.value());
        code.instruction(Opcodes.ISUB);
      } else {
        emitFolded(term);
        code.instruction(Opcodes.IADD);
      }
    }
  }

  /** {@code buffer[position] = value} */
  void emitStore(int buffer, IntExpression position, IntExpression value) {
    code.load(buffers.local(buffer, Kind.INTS));
    emit(position);
    emit(value);
    code.instruction(Opcodes.IASTORE);
  }

  /** Goes to {@code otherwise} if the condition does not hold, and on if it does. */
  void branchUnless(Condition condition, Label otherwise) {
    if (condition instanceof Condition.InRange range) {
      // value + 2³¹ < extent + 2³¹, with wrapping: one comparison for both bounds.
      emit(range.value());
      code.constant(Integer.MIN_VALUE);
      code.instruction(Opcodes.IADD);
      code.constant(range.extent() + Integer.MIN_VALUE);
      code.jump(Opcodes.IF_ICMPGE, otherwise);
    } else if (condition instanceof Condition.Divisible divisible) {
      emit(divisible.value());
      code.constant(divisible.divisor());
      code.instruction(Opcodes.IREM);
      code.jump(Opcodes.IFNE, otherwise);
    } else if (condition instanceof Condition.And and) {
      branchUnless(and.left(), otherwise);
      branchUnless(and.right(), otherwise);
    } else {
      throw new AssertionError(condition);
    }
  }

  /** The variable of that name and kind in scope. */
  Local variable(String name, Kind kind) {
    Local local =
        code.find(name)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "internal error: the loops of "
                            + buffers.kernelName()
                            + " use the variable "
                            + name
                            + ", which is not defined there"));
    if (local.kind() != kind) {
      throw new IllegalStateException(
          "internal error: the loops of "
              + buffers.kernelName()
              + " use the variable "
              + name
              + " as "
              + kind
              + ", but it is "
              + local.kind());
    }
    return local;
  }
}
