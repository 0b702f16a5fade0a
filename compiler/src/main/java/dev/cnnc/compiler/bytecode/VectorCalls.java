package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;

/**
 * Calls of {@code jdk.incubator.vector}, with the names and types that are the same from JDK 17 on.
 * This is the only place that names that module's members.
 */
final class VectorCalls {
  private static final String PACKAGE = "jdk/incubator/vector/";
  private static final String FLOATS = PACKAGE + "FloatVector";
  private static final String INTS = PACKAGE + "IntVector";
  private static final String MASK = PACKAGE + "VectorMask";
  private static final String OPERATORS = PACKAGE + "VectorOperators";
  private static final String FLOATS_TYPE = "L" + FLOATS + ";";
  private static final String INTS_TYPE = "L" + INTS + ";";
  private static final String MASK_TYPE = "L" + MASK + ";";
  private static final String VECTOR_TYPE = "L" + PACKAGE + "Vector;";
  private static final String SPECIES_TYPE = "L" + PACKAGE + "VectorSpecies;";

  private final Code code;
  private final int lanes;

  VectorCalls(Code code, int lanes) {
    this.code = code;
    this.lanes = lanes;
  }

  /** Whether the module has vectors of that length. */
  static boolean has(int lanes) {
    return lanes == 4 || lanes == 8 || lanes == 16;
  }

  /** Leaves the species: a static final field, so that it is a constant to HotSpot. */
  void species() {
    if (!has(lanes)) {
      throw new IllegalStateException(
          "internal error: vectors of " + lanes + " lanes; there are those of 4, 8 and 16");
    }
    code.getStatic(FLOATS, "SPECIES_" + 32 * lanes, SPECIES_TYPE);
  }

  /** {@code species, array, int → vector} */
  void fromArray() {
    code.invokeStatic(FLOATS, "fromArray", "(" + SPECIES_TYPE + "[FI)" + FLOATS_TYPE);
  }

  /** {@code vector, array, int →} */
  void intoArray() {
    code.invokeVirtual(FLOATS, "intoArray", "([FI)V");
  }

  /** {@code species, float → vector} */
  void broadcast() {
    code.invokeStatic(FLOATS, "broadcast", "(" + SPECIES_TYPE + "F)" + FLOATS_TYPE);
  }

  /** {@code vector, int → vector}: adds the int times the lane's number. */
  void addIndex() {
    code.invokeVirtual(FLOATS, "addIndex", "(I)" + FLOATS_TYPE);
  }

  /** {@code a, b, c → a·b + c} */
  void fma() {
    code.invokeVirtual(FLOATS, "fma", "(" + VECTOR_TYPE + VECTOR_TYPE + ")" + FLOATS_TYPE);
  }

  /** {@code vector → vector}: {@code neg}, {@code abs}, {@code sqrt}. */
  void unary(String name) {
    code.invokeVirtual(FLOATS, name, "()" + FLOATS_TYPE);
  }

  /** {@code vector, vector → vector}: {@code add}, {@code sub}, {@code mul} and so on. */
  void binary(String name) {
    code.invokeVirtual(FLOATS, name, "(" + VECTOR_TYPE + ")" + FLOATS_TYPE);
  }

  /** Leaves the comparison operator, the second operand of {@link #compare}. */
  void comparison(String name) {
    operator(name, "Comparison");
  }

  /** {@code vector, comparison, vector → mask} */
  void compare() {
    code.invokeVirtual(
        FLOATS, "compare", "(L" + OPERATORS + "$Comparison;" + VECTOR_TYPE + ")" + MASK_TYPE);
  }

  /** {@code mask, mask → mask}: {@code and}, {@code or}. */
  void combineMasks(String name) {
    code.invokeVirtual(MASK, name, "(" + MASK_TYPE + ")" + MASK_TYPE);
  }

  /** {@code mask → mask} */
  void invertMask() {
    code.invokeVirtual(MASK, "not", "()" + MASK_TYPE);
  }

  /** {@code a, b, mask → vector}: b where the mask is set, else a. */
  void blend() {
    code.invokeVirtual(FLOATS, "blend", "(" + VECTOR_TYPE + MASK_TYPE + ")" + FLOATS_TYPE);
  }

  /** {@code vector, int → float} */
  void lane() {
    code.invokeVirtual(FLOATS, "lane", "(I)F");
  }

  /** {@code vector, int, float → vector} */
  void withLane() {
    code.invokeVirtual(FLOATS, "withLane", "(IF)" + FLOATS_TYPE);
  }

  /** {@code vector → float} */
  void reduceLanes(String operator) {
    operator(operator, "Associative");
    code.invokeVirtual(FLOATS, "reduceLanes", "(L" + OPERATORS + "$Associative;)F");
  }

  /** {@code vector → vector of int}: the same bits. */
  void toBits() {
    code.invokeVirtual(FLOATS, "reinterpretAsInts", "()" + INTS_TYPE);
  }

  /** {@code vector of int → vector}: the same bits. */
  void fromBits() {
    code.invokeVirtual(INTS, "reinterpretAsFloats", "()" + FLOATS_TYPE);
  }

  /** {@code vector of int → vector of int}: {@code AND}, {@code LSHL}, {@code ASHR} and so on. */
  void bitsWith(String operator, String kind, int operand) {
    operator(operator, kind);
    code.constant(operand);
    code.invokeVirtual(INTS, "lanewise", "(L" + OPERATORS + "$Binary;I)" + INTS_TYPE);
  }

  /** {@code vector of int, vector of int → vector of int} */
  void subtractBits() {
    code.invokeVirtual(INTS, "sub", "(" + VECTOR_TYPE + ")" + INTS_TYPE);
  }

  private void operator(String name, String kind) {
    code.getStatic(OPERATORS, name, "L" + OPERATORS + "$" + kind + ";");
  }
}
