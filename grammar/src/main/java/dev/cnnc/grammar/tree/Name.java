package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;

/** An identifier at its place. */
public record Name(SourceSpan span, String text) implements SyntaxNode {}
