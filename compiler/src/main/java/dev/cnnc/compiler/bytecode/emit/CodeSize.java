package dev.cnnc.compiler.bytecode.emit;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Adds up how many bytes the instructions it is told of take at most (constants are taken to need a
 * wide index). Emitting into it tells a method's size before the method is written. Jumps are taken
 * to be short: no method comes near the 32 KB where they are not.
 */
final class CodeSize extends MethodVisitor {
  private int bytes;

  CodeSize() {
    super(Opcodes.ASM9);
  }

  int bytes() {
    return bytes;
  }

  @Override
  public void visitInsn(int opcode) {
    bytes += 1;
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    bytes += opcode == Opcodes.SIPUSH ? 3 : 2;
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    bytes += slot < 4 ? 1 : slot < 256 ? 2 : 4;
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    bytes += 3;
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    bytes += 3;
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    bytes += opcode == Opcodes.INVOKEINTERFACE ? 5 : 3;
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    bytes += 5;
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    bytes += 3;
  }

  @Override
  public void visitLdcInsn(Object value) {
    bytes += 3;
  }

  @Override
  public void visitIincInsn(int slot, int increment) {
    bytes += slot < 256 && increment >= Byte.MIN_VALUE && increment <= Byte.MAX_VALUE ? 3 : 6;
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
    bytes += 16 + 4 * labels.length;
  }

  @Override
  public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
    bytes += 12 + 8 * labels.length;
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    bytes += 4;
  }
}
