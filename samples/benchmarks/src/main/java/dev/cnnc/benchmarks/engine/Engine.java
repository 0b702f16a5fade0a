package dev.cnnc.benchmarks.engine;

/**
 * A network in one framework, with its parameters loaded. Batches are the first examples of the
 * {@link Task}; they wait as tensors of the framework, so that nobody is charged for the copy.
 */
public interface Engine extends AutoCloseable {
  // The optimizers of the scripts have the same.

  /** So small that the network stays what it was, however many steps are timed. */
  float LEARNING_RATE = 1e-4f;

  /** The momentum of a training step. */
  float MOMENTUM = 0.9f;

  /** What a batch norm adds to the variance. */
  float EPSILON = 1e-5f;

  /** Computes the logits of a batch; they need not be copied out of the framework. */
  void infer(int batch) throws Exception;

  /** As {@link #infer}, and gives them: batch × classes. */
  float[] logits(int batch) throws Exception;

  /**
   * One training step: forward, backward, update.
   *
   * @return the loss before the update
   */
  float train(int batch) throws Exception;

  @Override
  void close();
}
