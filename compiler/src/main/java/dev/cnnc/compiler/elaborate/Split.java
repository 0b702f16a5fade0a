package dev.cnnc.compiler.elaborate;

/**
 * A part of the training examples that is held out for the test.
 *
 * @param fraction how much of them, more than 0 and less than 1
 * @param seed what the choice follows from; not the seed of the training, so that trainings with
 *     several seeds are tested on the same examples
 */
public record Split(double fraction, long seed) {}
