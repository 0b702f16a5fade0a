package dev.cnnc.prelink;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes out {@code equals} and {@code hashCode} of records, where they are left to {@code
 * java.lang.runtime.ObjectMethods}, with the same meaning: components are equal by {@code
 * Objects.equals}, numbers by the {@code compare} of their wrapper. A record's {@code toString}
 * stays as it is.
 */
final class RecordMethods extends InvokeDynamicVisitor {
  private static final String OBJECTS = "java/util/Objects";

  private boolean found;

  RecordMethods(ClassVisitor next) {
    super(next);
  }

  /** Whether there was something to write out. */
  boolean found() {
    return found;
  }

  @Override
  boolean replace(
      MethodVisitor code, String called, String type, Handle bootstrap, Object[] arguments) {
    boolean ofRecord = bootstrap.getOwner().equals("java/lang/runtime/ObjectMethods");
    if (ofRecord && called.equals("hashCode")) {
      code.visitInsn(Opcodes.POP); // this
      emitHashCode(code, fields(arguments));
    } else if (ofRecord && called.equals("equals")) {
      code.visitInsn(Opcodes.POP2); // this and the other
      emitEquals(code, fields(arguments));
    } else {
      return false;
    }
    found = true;
    return true;
  }

  /** After the record's class and the names of its components come what reads these. */
  private static List<Handle> fields(Object[] arguments) {
    List<Handle> fields = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      fields.add((Handle) arguments[i]);
    }
    return fields;
  }

  /** From 0 on, {@code h = 31 h + hash(component)}. */
  private static void emitHashCode(MethodVisitor code, List<Handle> fields) {
    code.visitInsn(Opcodes.ICONST_0);
    for (Handle field : fields) {
      code.visitIntInsn(Opcodes.BIPUSH, 31);
      code.visitInsn(Opcodes.IMUL);
      code.visitVarInsn(Opcodes.ALOAD, 0);
      read(code, field);
      String hash = Conversion.isPrimitive(type(field)) ? wrapper(field) : OBJECTS;
      String argument =
          Conversion.isPrimitive(type(field)) ? field.getDesc() : "Ljava/lang/Object;";
      call(code, hash, "hashCode", "(" + argument + ")I");
      code.visitInsn(Opcodes.IADD);
    }
  }

  /** Leaves 1 or 0; variable 2 is the other as a record. */
  private void emitEquals(MethodVisitor code, List<Handle> fields) {
    Label yes = new Label();
    Label no = new Label();
    Label end = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitJumpInsn(Opcodes.IF_ACMPEQ, yes);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.INSTANCEOF, name());
    code.visitJumpInsn(Opcodes.IFEQ, no);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.CHECKCAST, name());
    code.visitVarInsn(Opcodes.ASTORE, 2);
    for (Handle field : fields) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      read(code, field);
      code.visitVarInsn(Opcodes.ALOAD, 2);
      read(code, field);
      if (Conversion.isPrimitive(type(field))) {
        String type = field.getDesc();
        call(code, wrapper(field), "compare", "(" + type + type + ")I");
        code.visitJumpInsn(Opcodes.IFNE, no);
      } else {
        call(code, OBJECTS, "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
        code.visitJumpInsn(Opcodes.IFEQ, no);
      }
    }
    code.visitLabel(yes);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.ICONST_1);
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(no);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitLabel(end);
    code.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {Opcodes.INTEGER});
  }

  private static void read(MethodVisitor code, Handle field) {
    code.visitFieldInsn(Opcodes.GETFIELD, field.getOwner(), field.getName(), field.getDesc());
  }

  private static void call(MethodVisitor code, String owner, String method, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, false);
  }

  private static Type type(Handle field) {
    return Type.getType(field.getDesc());
  }

  private static String wrapper(Handle field) {
    return Conversion.wrapper(type(field));
  }
}
