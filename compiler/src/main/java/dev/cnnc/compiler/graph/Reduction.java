package dev.cnnc.compiler.graph;

/**
 * How a comprehension combines its terms. A term with a read that falls outside its tensor, or at a
 * place that is not whole, is left out.
 *
 * <p>A reduction over no index at all ({@code SUM} with an empty index list) has one term, or none
 * if that is left out: this is how a zero stands for what was not there.
 */
public enum Reduction {
  /** One term, which never reads outside. */
  NONE,
  SUM,
  PROD,
  /** The largest term; {@code -inf} where all are left out. */
  MAX,
  /** The smallest term; {@code +inf} where all are left out. */
  MIN,
  /**
   * The number of the first largest term, counting all terms in the order of the indices, last
   * index fastest, from 0; {@code -1} where all are left out.
   */
  ARGMAX,
  /** The number of the first smallest term, as {@link #ARGMAX}. */
  ARGMIN,
  /** How many terms are not left out. */
  COUNT
}
