package dev.cnnc.runtime.program;

/** The part of a run that a step belongs to. All forward steps come before all backward steps. */
public enum Phase {
  /**
   * What follows from parameters and states alone, as weights in another order: run before the
   * first forward steps, and again only after parameters or states have changed.
   */
  PREPARE,
  FORWARD,
  BACKWARD
}
