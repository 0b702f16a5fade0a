package dev.cnnc.runtime.program;

/**
 * When a step is committed, the buffer {@code source} is written to the parameter or state {@code
 * target}; both have the same layout.
 */
public record Update(int target, int source) {}
