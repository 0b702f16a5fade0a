package dev.cnnc.compiler.bytecode.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The instructions of one method, in order, with its variables by name and type. */
public final class Code {
  /** Variables whose names begin so are the emitter's own; debuggers are not told of them. */
  public static final String HIDDEN = "$";

  private final MethodVisitor visitor;
  private final Locals locals;
  private final List<Label> starts = new ArrayList<>();

  Code(MethodVisitor visitor) {
    this(visitor, new Locals());
  }

  private Code(MethodVisitor visitor, Locals locals) {
    this.visitor = visitor;
    this.locals = locals;
    for (int i = 0; i < locals.mark(); i++) {
      starts.add(new Label());
    }
  }

  /** How many bytes {@code emitter} would add here, at most. Nothing is added. */
  public int measure(Consumer<Code> emitter) {
    CodeSize size = new CodeSize();
    emitter.accept(new Code(size, locals.copy()));
    return size.bytes();
  }

  // ---- variables

  /** Begins a scope; its end is {@link #leave} with the value returned here. */
  public int enter() {
    return locals.mark();
  }

  /** Ends a scope: its variables are gone. */
  public void leave(int mark) {
    List<Local> left = locals.from(mark);
    if (!left.isEmpty()) {
      Label end = new Label();
      visitor.visitLabel(end);
      for (int i = 0; i < left.size(); i++) {
        Local local = left.get(i);
        if (!local.name().startsWith(HIDDEN)) {
          visitor.visitLocalVariable(
              local.name(),
              local.kind().descriptor(),
              null,
              starts.get(mark + i),
              end,
              local.slot());
        }
      }
    }
    locals.dropTo(mark);
    starts.subList(mark, starts.size()).clear();
  }

  /** The next parameter of the method; parameters are named before anything is emitted. */
  public Local parameter(String name, Kind kind) {
    return begin(name, kind);
  }

  /** A new variable of this scope that takes the value on the stack. */
  public Local define(String name, Kind kind) {
    visitor.visitVarInsn(kind.store(), locals.nextSlot());
    return begin(name, kind);
  }

  private Local begin(String name, Kind kind) {
    Label start = new Label();
    visitor.visitLabel(start);
    starts.add(start);
    return locals.add(name, kind);
  }

  public Optional<Local> find(String name) {
    return locals.find(name);
  }

  public void load(Local local) {
    visitor.visitVarInsn(local.kind().load(), local.slot());
  }

  public void store(Local local) {
    visitor.visitVarInsn(local.kind().store(), local.slot());
  }

  /** Adds to an {@code int} variable, in one instruction where the amount fits. */
  public void increment(Local local, int amount) {
    if (amount == 0) {
      return;
    }
    if (amount >= Short.MIN_VALUE && amount <= Short.MAX_VALUE) {
      visitor.visitIincInsn(local.slot(), amount);
    } else {
      load(local);
      constant(amount);
      instruction(Opcodes.IADD);
      store(local);
    }
  }

  // ---- constants

  public void constant(int value) {
    if (value >= -1 && value <= 5) {
      visitor.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE) {
      visitor.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value >= Short.MIN_VALUE && value <= Short.MAX_VALUE) {
      visitor.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      visitor.visitLdcInsn(value);
    }
  }

  public void constant(long value) {
    if (value == 0 || value == 1) {
      visitor.visitInsn(Opcodes.LCONST_0 + (int) value);
    } else {
      visitor.visitLdcInsn(value);
    }
  }

  public void constant(float value) {
    if (value == 1 || value == 2 || Float.floatToRawIntBits(value) == 0) {
      visitor.visitInsn(Opcodes.FCONST_0 + (int) value);
    } else {
      visitor.visitLdcInsn(value);
    }
  }

  public void constant(double value) {
    if (value == 1 || Double.doubleToRawLongBits(value) == 0) {
      visitor.visitInsn(Opcodes.DCONST_0 + (int) value);
    } else {
      visitor.visitLdcInsn(value);
    }
  }

  public void constant(String value) {
    visitor.visitLdcInsn(value);
  }

  public void constant(boolean value) {
    visitor.visitInsn(value ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
  }

  /** A new array with these elements. */
  public void constant(int[] values) {
    constant(values.length);
    visitor.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_INT);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        instruction(Opcodes.DUP);
        constant(i);
        constant(values[i]);
        instruction(Opcodes.IASTORE);
      }
    }
  }

  /** A constant of an enum. */
  public void constant(Enum<?> value) {
    String owner = value.getDeclaringClass().getName().replace('.', '/');
    getStatic(owner, value.name(), "L" + owner + ";");
  }

  // ---- instructions

  public void instruction(int opcode) {
    visitor.visitInsn(opcode);
  }

  /** An instruction that names a local variable slot. */
  public void instruction(int opcode, int slot) {
    visitor.visitVarInsn(opcode, slot);
  }

  /** An instruction that names a type. */
  public void instruction(int opcode, String type) {
    visitor.visitTypeInsn(opcode, type);
  }

  public void getStatic(String owner, String name, String descriptor) {
    visitor.visitFieldInsn(Opcodes.GETSTATIC, owner, name, descriptor);
  }

  public void putStatic(String owner, String name, String descriptor) {
    visitor.visitFieldInsn(Opcodes.PUTSTATIC, owner, name, descriptor);
  }

  /** A call of a method of a class. */
  public void invoke(int opcode, String owner, String name, String descriptor) {
    visitor.visitMethodInsn(opcode, owner, name, descriptor, false);
  }

  public void invokeStatic(String owner, String name, String descriptor) {
    invoke(Opcodes.INVOKESTATIC, owner, name, descriptor);
  }

  public void invokeVirtual(String owner, String name, String descriptor) {
    invoke(Opcodes.INVOKEVIRTUAL, owner, name, descriptor);
  }

  /** A call of a static method of an interface. */
  public void invokeStaticOfInterface(String owner, String name, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, true);
  }

  // ---- control flow

  public void place(Label label) {
    visitor.visitLabel(label);
  }

  public void jump(int opcode, Label target) {
    visitor.visitJumpInsn(opcode, target);
  }

  /** A jump by the {@code int} on the stack: 0 to the first label, and so on. */
  public void tableSwitch(Label otherwise, List<Label> labels) {
    visitor.visitTableSwitchInsn(0, labels.size() - 1, otherwise, labels.toArray(Label[]::new));
  }
}
