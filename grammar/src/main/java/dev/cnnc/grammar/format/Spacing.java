package dev.cnnc.grammar.format;

import dev.cnnc.grammar.format.TokenRoles.Role;
import java.util.Set;

/** Where spaces stand between the tokens of a line. */
final class Spacing {
  private static final Set<String> NONE_BEFORE = Set.of(",", ";", ":", ")", "]", ".", "..");
  private static final Set<String> NONE_AFTER = Set.of("(", "[", ".", "..");

  private Spacing() {}

  /**
   * Whether a space separates two tokens.
   *
   * @param subscript whether they stand in the brackets of an access, inner parentheses aside
   */
  static boolean between(
      String left, Role leftRole, String right, Role rightRole, boolean subscript) {
    if (right.equals("..") && left.equals(",")) {
      return true;
    }
    if (NONE_BEFORE.contains(right) || NONE_AFTER.contains(left)) {
      return false;
    }
    if (isTight(left, leftRole, subscript) || isTight(right, rightRole, subscript)) {
      return false;
    }
    if (left.equals("{") && right.equals("}")) {
      return false;
    }
    if (leftRole == Role.PREFIX && left.equals("-")) {
      return false;
    }
    return switch (rightRole) {
      case CALL_OPEN, SUBSCRIPT_OPEN, BRACKET_OPEN -> false;
      case NAME, PREFIX, BINARY, GROUP_OPEN, REDUCTION_CLOSE, DEFINES, OTHER -> true;
    };
  }

  private static boolean isTight(String text, Role role, boolean subscript) {
    return role == Role.BINARY && (text.equals("^") || (subscript && text.equals("*")));
  }
}
