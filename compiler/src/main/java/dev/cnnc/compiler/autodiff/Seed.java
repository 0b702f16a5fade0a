package dev.cnnc.compiler.autodiff;

/** Where the gradient of an output comes from. */
public enum Seed {
  /** From outside: an input {@code grad.<output>}, shaped as the output. */
  INCOMING,
  /** All ones: the output is (the sum of) what is minimized. */
  ONE
}
