package dev.cnnc.runtime.train;

import java.util.OptionalDouble;

/**
 * What a finished epoch came to.
 *
 * @param epoch counted from 1
 * @param epochs how many the training has
 * @param steps how many steps have been made since the training's first, including those before it
 *     was resumed
 * @param loss the mean over the epoch's examples, each with the parameters of its step
 * @param trainAccuracy the share of the epoch's examples that were classified right, with the
 *     parameters of their step and {@code training = true}; empty if the network is no classifier
 * @param testAccuracy the share of the test examples that are classified right; empty if there is
 *     no test set, or the network is no classifier
 * @param trainSeconds how long the epoch's steps took
 * @param testSeconds how long the test took
 */
public record EpochReport(
    int epoch,
    int epochs,
    long steps,
    double loss,
    OptionalDouble trainAccuracy,
    OptionalDouble testAccuracy,
    double trainSeconds,
    double testSeconds) {}
