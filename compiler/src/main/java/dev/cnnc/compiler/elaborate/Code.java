package dev.cnnc.compiler.elaborate;

/**
 * The stable codes of what elaboration reports: E02 shapes and formulas, E04 limits, E05 settings,
 * E03 names and definitions, E07 arguments and values. E01 are those of the parser, the other E06
 * those of differentiation.
 */
enum Code {
  UNKNOWN_NAME("E0301"),
  UNKNOWN_LAYER("E0302"),
  DEFINED_TWICE("E0303"),
  UNKNOWN_DEFINITION("E0304"),
  IMPORT("E0305"),
  NO_OUTPUT("E0306"),
  ARGUMENT_SHAPE("E0201"),
  ELEMENT_TYPE("E0202"),
  SHAPES_DIFFER("E0203"),
  RANGES_DIFFER("E0204"),
  NO_RANGE("E0205"),
  READS_OUTSIDE("E0206"),
  BAD_EXTENT("E0207"),
  REST_DIFFERS("E0208"),
  SUBSCRIPT_COUNT("E0209"),
  NOT_AFFINE("E0210"),
  RESULT_DIFFERS("E0211"),
  BATCH("E0212"),
  NEEDS_SUBSCRIPTS("E0213"),
  INDEX_BOUND_TWICE("E0214"),
  LAYER_IN_FORMULA("E0215"),
  NEEDS_FORMULA("E0216"),
  TOO_MANY_ARGUMENTS("E0701"),
  MISSING_ARGUMENT("E0702"),
  UNKNOWN_ARGUMENT("E0703"),
  ARGUMENT_TYPE("E0704"),
  ASSERTION("E0705"),
  ARITHMETIC("E0706"),
  NOT_CONSTANT("E0707"),
  OPERAND_TYPE("E0708"),
  INITIALIZER("E0709"),
  MEMBER("E0710"),
  TRAINING_STATE("E0711"),
  TOO_DEEP("E0401"),
  TOO_LARGE("E0402"),
  TOO_MANY_OPERATIONS("E0403"),
  UNKNOWN_SETTING("E0501"),
  SETTING_VALUE("E0502"),
  MISSING_SETTING("E0503"),
  NO_INFLUENCE("E0603"),
  UNUSED("W0101");

  private final String text;

  Code(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
