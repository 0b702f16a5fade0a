package dev.cnnc.compiler.gradcheck;

import java.util.List;

/** There is nothing to compare: what is differentiated is no finite number at the numbers drawn. */
public final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFiniteException(List<String> outputs) {
    super(
        "not checked: "
            + String.join(", ", outputs)
            + " is not finite at the numbers drawn; try another --seed");
  }
}
