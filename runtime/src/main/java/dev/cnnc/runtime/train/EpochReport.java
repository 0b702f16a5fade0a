package dev.cnnc.runtime.train;

import dev.cnnc.runtime.metric.Measurement;
import java.util.Optional;

/**
 * What a finished epoch came to.
 *
 * @param epoch counted from 1
 * @param epochs how many the training has
 * @param steps how many steps have been made since the training's first, including those before it
 *     was resumed
 * @param train over the epoch's examples, each with the parameters of its step and {@code training
 *     = true}
 * @param test over the test examples, with the parameters after the epoch; empty if there are none
 * @param trainSeconds how long the epoch's steps took
 * @param testSeconds how long the test took
 */
public record EpochReport(
    int epoch,
    int epochs,
    long steps,
    Measurement train,
    Optional<Measurement> test,
    double trainSeconds,
    double testSeconds) {}
