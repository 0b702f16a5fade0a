package dev.cnnc.compiler.bytecode.emit;

import org.objectweb.asm.Opcodes;

/** The types that variables of generated methods have. */
public enum Kind {
  INT("I", 1, Opcodes.ILOAD, Opcodes.ISTORE),
  LONG("J", 2, Opcodes.LLOAD, Opcodes.LSTORE),
  FLOAT("F", 1, Opcodes.FLOAD, Opcodes.FSTORE),
  VECTOR("Ljdk/incubator/vector/FloatVector;", 1, Opcodes.ALOAD, Opcodes.ASTORE),
  FLOATS("[F", 1, Opcodes.ALOAD, Opcodes.ASTORE),
  INTS("[I", 1, Opcodes.ALOAD, Opcodes.ASTORE),
  FLOAT_ARRAYS("[[F", 1, Opcodes.ALOAD, Opcodes.ASTORE),
  INT_ARRAYS("[[I", 1, Opcodes.ALOAD, Opcodes.ASTORE),
  /** The generated class itself. */
  OBJECT("Ljava/lang/Object;", 1, Opcodes.ALOAD, Opcodes.ASTORE);

  private final String descriptor;
  private final int slots;
  private final int load;
  private final int store;

  Kind(String descriptor, int slots, int load, int store) {
    this.descriptor = descriptor;
    this.slots = slots;
    this.load = load;
    this.store = store;
  }

  public String descriptor() {
    return descriptor;
  }

  /** How many local variable slots a value takes. */
  public int slots() {
    return slots;
  }

  int load() {
    return load;
  }

  int store() {
    return store;
  }
}
