package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;

/**
 * Where a layer was called.
 *
 * @param layer the layer's name
 * @param text the call with its arguments' values, {@code basic_block(32, stride = 2)}
 * @param caller the body the call stands in
 */
record CallSite(String layer, String text, SourceSpan span, Frame caller) {}
