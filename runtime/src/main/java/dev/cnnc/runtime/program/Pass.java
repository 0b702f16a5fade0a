package dev.cnnc.runtime.program;

/** The programs that a network is compiled to. */
public enum Pass {
  /** The model's outputs, compiled with {@code training = false}. */
  INFERENCE,
  /**
   * The same for batches: vectors may run along examples. There is none if examples depend on each
   * other or on their number, so a batch may be run in parts.
   */
  BATCH_INFERENCE,
  /** Outputs and loss, compiled with {@code training = false}. */
  EVALUATION,
  /** Outputs, loss and the gradients of all parameters, compiled with {@code training = true}. */
  GRADIENTS,
  /** New parameters from the gradients: the optimizer. */
  UPDATE
}
