package dev.cnnc.prelink;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class of a lambda: its captured values, and a method that calls what the lambda does.
 *
 * @param name its internal name
 * @param function the interface that it implements
 * @param captured the types of what it holds, the first arguments of {@code implementation}
 * @param method the name of the interface's method
 * @param interfaceMethodType the types of that method as the JVM knows them
 * @param implementation what is called
 * @param dynamicMethodType the types of {@code method} where generics are resolved
 */
record LambdaClass(
    String name,
    Type function,
    Type[] captured,
    String method,
    Type interfaceMethodType,
    Handle implementation,
    Type dynamicMethodType) {
  private static final String INSTANCE = "INSTANCE";
  private static final String CREATE = "create";

  /** Leaves such a lambda on the stack in place of what it captures. */
  void emitNew(MethodVisitor code) {
    if (captured.length == 0) {
      code.visitFieldInsn(Opcodes.GETSTATIC, name, INSTANCE, descriptor());
    } else {
      code.visitMethodInsn(Opcodes.INVOKESTATIC, name, CREATE, createDescriptor(), false);
    }
  }

  private String descriptor() {
    return Type.getObjectType(name).getDescriptor();
  }

  private String createDescriptor() {
    return Type.getMethodDescriptor(Type.getObjectType(name), captured);
  }

  private String constructorDescriptor() {
    return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
  }

  private static String field(int number) {
    return "captured" + number;
  }

  /**
   * @param version of the class file that has the lambda
   * @param nestHost the class whose private members it may use
   */
  byte[] toBytes(int version, String nestHost) {
    ClassWriter file = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    file.visit(
        version,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        "java/lang/Object",
        new String[] {function.getInternalName()});
    file.visitNestHost(nestHost);
    for (int i = 0; i < captured.length; i++) {
      int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
      file.visitField(access, field(i), captured[i].getDescriptor(), null, null).visitEnd();
    }
    addConstructor(file);
    if (captured.length == 0) {
      addInstance(file);
    } else {
      addCreate(file);
    }
    addMethod(file);
    file.visitEnd();
    return file.toByteArray();
  }

  private void addConstructor(ClassWriter file) {
    MethodVisitor code =
        file.visitMethod(Opcodes.ACC_PRIVATE, "<init>", constructorDescriptor(), null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    int slot = 1;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), slot);
      code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), captured[i].getDescriptor());
      slot += captured[i].getSize();
    }
    end(code, Opcodes.RETURN);
  }

  private void addInstance(ClassWriter file) {
    int access = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    file.visitField(access, INSTANCE, descriptor(), null, null).visitEnd();
    MethodVisitor code = file.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    emitConstruction(code);
    code.visitFieldInsn(Opcodes.PUTSTATIC, name, INSTANCE, descriptor());
    end(code, Opcodes.RETURN);
  }

  private void addCreate(ClassWriter file) {
    MethodVisitor code =
        file.visitMethod(Opcodes.ACC_STATIC, CREATE, createDescriptor(), null, null);
    code.visitCode();
    emitConstruction(code);
    end(code, Opcodes.ARETURN);
  }

  /** A new object, of values that are the parameters of the method. */
  private void emitConstruction(MethodVisitor code) {
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    int slot = 0;
    for (Type type : captured) {
      code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
      slot += type.getSize();
    }
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorDescriptor(), false);
  }

  private void addMethod(ClassWriter file) {
    MethodVisitor code =
        file.visitMethod(
            Opcodes.ACC_PUBLIC, method, interfaceMethodType.getDescriptor(), null, null);
    code.visitCode();
    Conversion conversion = new Conversion(code);
    boolean constructs = implementation.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    if (constructs) {
      code.visitTypeInsn(Opcodes.NEW, implementation.getOwner());
      code.visitInsn(Opcodes.DUP);
    }
    List<Type> needed = new ArrayList<>();
    if (!constructs && implementation.getTag() != Opcodes.H_INVOKESTATIC) {
      needed.add(Type.getObjectType(implementation.getOwner()));
    }
    needed.addAll(List.of(Type.getArgumentTypes(implementation.getDesc())));
    int next = 0;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), captured[i].getDescriptor());
      conversion.emit(captured[i], captured[i], needed.get(next++));
    }
    Type[] given = interfaceMethodType.getArgumentTypes();
    int slot = 1;
    for (int i = 0; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), slot);
      conversion.emit(given[i], dynamicMethodType.getArgumentTypes()[i], needed.get(next++));
      slot += given[i].getSize();
    }
    emitCall(code);
    Type result =
        constructs
            ? Type.getObjectType(implementation.getOwner())
            : Type.getReturnType(implementation.getDesc());
    Type returned = interfaceMethodType.getReturnType();
    if (!returned.equals(Type.VOID_TYPE)) {
      conversion.emit(result, dynamicMethodType.getReturnType(), returned);
    } else if (!result.equals(Type.VOID_TYPE)) {
      code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
    }
    end(code, returned.getOpcode(Opcodes.IRETURN));
  }

  /** The JVM finds private methods of the nest by what calls other methods, too. */
  private void emitCall(MethodVisitor code) {
    int opcode =
        switch (implementation.getTag()) {
          case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
          case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
          default -> implementation.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        };
    code.visitMethodInsn(
        opcode,
        implementation.getOwner(),
        implementation.getName(),
        implementation.getDesc(),
        implementation.isInterface());
  }

  private static void end(MethodVisitor code, int opcode) {
    code.visitInsn(opcode);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
