package dev.cnnc.runtime.program;

import java.util.Optional;

/**
 * An array that a program works on.
 *
 * @param name unique in the program; the key in weight files for parameters and states; {@code
 *     grad.<parameter>} for gradients
 * @param integers whether it holds {@code int} rather than {@code float}
 * @param batched whether there is one tensor per example
 * @param initializer of parameters and states
 */
public record Buffer(
    String name,
    Role role,
    boolean integers,
    boolean batched,
    Layout layout,
    Optional<Initializer> initializer) {
  /** The same for another purpose. */
  public Buffer withRole(Role other) {
    return new Buffer(name, other, integers, batched, layout, initializer);
  }
}
