package dev.cnnc.prelink;

import java.util.Optional;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Emits what makes a value of one type a value of another, as {@code
 * java.lang.invoke.LambdaMetafactory} does: casts, boxes, and wider numbers.
 */
final class Conversion {
  private static final Type OBJECT = Type.getType(Object.class);

  private final MethodVisitor code;

  Conversion(MethodVisitor code) {
    this.code = code;
  }

  /** The internal name of the class that boxes a primitive type. */
  static String wrapper(Type primitive) {
    return switch (primitive.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.CHAR -> "java/lang/Character";
      case Type.BYTE -> "java/lang/Byte";
      case Type.SHORT -> "java/lang/Short";
      case Type.INT -> "java/lang/Integer";
      case Type.FLOAT -> "java/lang/Float";
      case Type.LONG -> "java/lang/Long";
      case Type.DOUBLE -> "java/lang/Double";
      default -> throw new IllegalArgumentException(primitive + " has no wrapper");
    };
  }

  /** What a wrapper boxes; empty for other types. */
  private static Optional<Type> unwrapped(Type reference) {
    return Optional.ofNullable(
        switch (reference.getInternalName()) {
          case "java/lang/Boolean" -> Type.BOOLEAN_TYPE;
          case "java/lang/Character" -> Type.CHAR_TYPE;
          case "java/lang/Byte" -> Type.BYTE_TYPE;
          case "java/lang/Short" -> Type.SHORT_TYPE;
          case "java/lang/Integer" -> Type.INT_TYPE;
          case "java/lang/Float" -> Type.FLOAT_TYPE;
          case "java/lang/Long" -> Type.LONG_TYPE;
          case "java/lang/Double" -> Type.DOUBLE_TYPE;
          default -> null;
        });
  }

  static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }

  /**
   * Converts the value on the stack.
   *
   * @param from its type as the JVM knows it
   * @param known its type where generics are resolved; if that is primitive, what {@code from} says
   * @param to the type that is needed
   */
  void emit(Type from, Type known, Type to) {
    if (isPrimitive(from) && isPrimitive(to)) {
      widen(from, to);
    } else if (isPrimitive(from)) {
      String box = wrapper(from);
      String descriptor = Type.getMethodDescriptor(Type.getObjectType(box), from);
      code.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", descriptor, false);
    } else if (isPrimitive(to)) {
      unbox(isPrimitive(known) ? from : known, to);
    } else {
      if (!isPrimitive(known)) {
        cast(from, known);
      }
      cast(from, to);
    }
  }

  private void cast(Type from, Type to) {
    if (!to.equals(from) && !to.equals(OBJECT)) {
      code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
    }
  }

  /** The result of a generic method may be any number, as far as its type says. */
  private void unbox(Type known, Type to) {
    Optional<Type> boxed = unwrapped(known);
    Type held = boxed.orElse(to);
    boolean number = !held.equals(Type.BOOLEAN_TYPE) && !held.equals(Type.CHAR_TYPE);
    String box = boxed.isEmpty() && number ? "java/lang/Number" : wrapper(held);
    code.visitTypeInsn(Opcodes.CHECKCAST, box);
    String method = held.getClassName() + "Value";
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, box, method, Type.getMethodDescriptor(held), false);
    widen(held, to);
  }

  private void widen(Type from, Type to) {
    int source = Math.max(from.getSort(), Type.INT); // what is smaller is an int on the stack
    int target = Math.max(to.getSort(), Type.INT);
    if (source == target) {
      return;
    }
    code.visitInsn(
        switch (source * 10 + target) {
          case Type.INT * 10 + Type.LONG -> Opcodes.I2L;
          case Type.INT * 10 + Type.FLOAT -> Opcodes.I2F;
          case Type.INT * 10 + Type.DOUBLE -> Opcodes.I2D;
          case Type.LONG * 10 + Type.FLOAT -> Opcodes.L2F;
          case Type.LONG * 10 + Type.DOUBLE -> Opcodes.L2D;
          case Type.FLOAT * 10 + Type.DOUBLE -> Opcodes.F2D;
          default -> throw new IllegalArgumentException(from + " is not widened to " + to);
        });
  }
}
