package dev.cnnc.runtime.train;

import java.util.Optional;

/**
 * How a training ended.
 *
 * @param finishedEpochs how many epochs have been finished, including those before it was resumed
 * @param stopped whether it was stopped before the last
 * @param last the report of the last epoch that this training finished; empty if it finished none
 */
public record TrainingResult(int finishedEpochs, boolean stopped, Optional<EpochReport> last) {}
