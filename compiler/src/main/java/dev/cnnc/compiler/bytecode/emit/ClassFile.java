package dev.cnnc.compiler.bytecode.emit;

import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A class being written, for Java 17 and later. Names are internal: {@code org/example/LeNet}. */
public final class ClassFile {
  /** HotSpot compiles no method of more bytes ({@code HugeMethodLimit}). */
  public static final int LARGEST_METHOD = 8_000;

  private final String name;
  private final ClassWriter writer =
      new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS) {
        /**
         * Where branches meet, variables that are alive have the same type on each, so what a
         * common super class would be does not matter. The inherited method would load the classes.
         */
        @Override
        protected String getCommonSuperClass(String first, String second) {
          return "java/lang/Object";
        }
      };

  /**
   * @param sourceFileName what stack traces show as the file; empty for none
   * @param interfaces internal names
   */
  public ClassFile(String name, String sourceFileName, List<String> interfaces) {
    this.name = name;
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        name,
        null,
        "java/lang/Object",
        interfaces.toArray(String[]::new));
    if (!sourceFileName.isEmpty()) {
      writer.visitSource(sourceFileName, null);
    }
  }

  public String name() {
    return name;
  }

  /** What fills a method with instructions, its parameters being in scope. */
  public interface Body {
    void emit(Code code);
  }

  public void field(int access, String fieldName, String descriptor) {
    writer.visitField(access, fieldName, descriptor, null, null).visitEnd();
  }

  /**
   * Adds a method.
   *
   * @param line the script's line that all of it comes from; 0 for none
   * @return the size of its code in bytes
   * @throws MethodTooLargeException if it is so large that HotSpot would never compile it
   */
  public int method(int access, String methodName, String descriptor, int line, Body body) {
    MethodVisitor visitor = writer.visitMethod(access, methodName, descriptor, null, null);
    visitor.visitCode();
    if (line > 0) {
      Label start = new Label();
      visitor.visitLabel(start);
      visitor.visitLineNumber(line, start);
    }
    Code code = new Code(visitor);
    int outermost = code.enter();
    body.emit(code);
    code.leave(outermost);
    Label end = new Label();
    visitor.visitLabel(end);
    visitor.visitMaxs(0, 0);
    visitor.visitEnd();
    if (end.getOffset() > LARGEST_METHOD) {
      throw new MethodTooLargeException(methodName, end.getOffset());
    }
    return end.getOffset();
  }

  /** A public constructor without arguments that does nothing. */
  public void constructor() {
    method(
        Opcodes.ACC_PUBLIC,
        "<init>",
        "()V",
        0,
        code -> {
          code.instruction(Opcodes.ALOAD, 0);
          code.invoke(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V");
          code.instruction(Opcodes.RETURN);
        });
  }

  public byte[] toBytes() {
    writer.visitEnd();
    return writer.toByteArray();
  }
}
