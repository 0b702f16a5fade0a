package dev.cnnc.runtime.program;

/** The part of a run that a step belongs to. All forward steps come before all backward steps. */
public enum Phase {
  FORWARD,
  BACKWARD
}
