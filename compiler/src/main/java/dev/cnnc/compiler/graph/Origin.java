package dev.cnnc.compiler.graph;

import dev.cnnc.grammar.source.SourceSpan;

/**
 * Where a value comes from.
 *
 * @param span the text it was written in: the call in the model for a layer's value, so that traces
 *     lead to the user's script
 * @param layer the path of the calls that own it, {@code basic_block_3.conv2d_2}; empty in a
 *     model's own body
 */
public record Origin(SourceSpan span, String layer) {
  public static final Origin NONE = new Origin(SourceSpan.NONE, "");
}
