package dev.cnnc.runtime.train;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a training stands after an epoch. In a file beside parameters, states and the states of the
 * optimizer, it lets the training go on as if it had not ended: to the same bits.
 *
 * @param finishedEpochs how many epochs are behind it
 * @param seed of the training
 * @param batch of the training
 */
public record Checkpoint(int finishedEpochs, long seed, int batch) {
  private static final String EPOCH = "cnnc.epoch";
  private static final String SEED = "cnnc.seed";
  private static final String BATCH = "cnnc.batch";

  /** Writes a file, atomically. */
  public void save(Path file, Network network, Map<String, String> metadata) throws IOException {
    Map<String, String> all = new TreeMap<>(metadata);
    all.put(EPOCH, String.valueOf(finishedEpochs));
    all.put(SEED, String.valueOf(seed));
    all.put(BATCH, String.valueOf(batch));
    network.saveCheckpoint(file, all);
  }

  /**
   * Reads a file into a network.
   *
   * @throws IOException if it cannot be read, is damaged, of another model, or no checkpoint
   */
  public static Checkpoint load(Path file, Network network) throws IOException {
    Map<String, String> metadata = network.loadCheckpoint(file);
    try {
      return new Checkpoint(
          Integer.parseInt(metadata.get(EPOCH)),
          Long.parseLong(metadata.get(SEED)),
          Integer.parseInt(metadata.get(BATCH)));
    } catch (NumberFormatException e) {
      throw new FileFormatException(
          file, "no checkpoint: it does not say after which epoch it was made");
    }
  }
}
