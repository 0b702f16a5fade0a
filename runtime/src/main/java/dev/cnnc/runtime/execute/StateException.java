package dev.cnnc.runtime.execute;

/** A step would have left a state that is no finite number; it has changed nothing. */
public final class StateException extends RuntimeException {
  StateException(String state, float value, int examples) {
    super(
        "the state '"
            + state
            + "' would become "
            + value
            + " in a step of "
            + (examples == 1 ? "1 example" : examples + " examples")
            + "; nothing was changed: statistics such as those of batchnorm need more than one"
            + " value, so choose a batch size that leaves no such rest, or check the data");
  }
}
