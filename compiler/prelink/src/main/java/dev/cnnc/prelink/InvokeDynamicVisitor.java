package dev.cnnc.prelink;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Copies a class, with other code in place of some of its {@code invokedynamic} instructions. */
abstract class InvokeDynamicVisitor extends ClassVisitor {
  private String name;

  InvokeDynamicVisitor(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** The internal name of the class. */
  final String name() {
    return name;
  }

  /**
   * Emits what stands in place of an instruction, if something does.
   *
   * @param called the name that the instruction asks for
   * @param type what it takes from the stack and leaves there
   * @param arguments of {@code bootstrap}
   * @return whether something was emitted
   */
  abstract boolean replace(
      MethodVisitor code, String called, String type, Handle bootstrap, Object[] arguments);

  @Override
  public void visit(
      int version, int access, String name, String signature, String parent, String[] interfaces) {
    super.visit(version, access, name, signature, parent, interfaces);
    this.name = name;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String descriptor, String signature, String[] exceptions) {
    MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitInvokeDynamicInsn(
          String called, String type, Handle bootstrap, Object... arguments) {
        if (!replace(this, called, type, bootstrap, arguments)) {
          super.visitInvokeDynamicInsn(called, type, bootstrap, arguments);
        }
      }
    };
  }
}
