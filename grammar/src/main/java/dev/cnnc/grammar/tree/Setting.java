package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;

/** {@code NAME = EXPR} in a {@code data} or {@code train} block. */
public record Setting(SourceSpan span, Name name, Expression value) implements SyntaxNode {}
