package dev.cnnc.benchmarks.compare;

import dev.cnnc.benchmarks.network.NetworkGraph;

/** One line of the table. */
record Measurement(NetworkGraph network, boolean training, int batch, int threads) {
  /** {@code train} or {@code infer}, as workers call it. */
  String mode() {
    return training ? "train" : "infer";
  }

  @Override
  public String toString() {
    return "%s %s b%d, %d %s"
        .formatted(network.name(), mode(), batch, threads, threads == 1 ? "thread" : "threads");
  }
}
