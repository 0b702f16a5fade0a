/** The training loop: steps, schedules of the learning rate, accuracy, checkpoints. */
package dev.cnnc.runtime.train;
