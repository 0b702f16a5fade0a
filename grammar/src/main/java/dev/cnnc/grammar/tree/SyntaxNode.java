package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;

/** A part of a script's syntax tree. Every part knows the text it was read from. */
public sealed interface SyntaxNode
    permits Script,
        Definition,
        Block,
        Statement,
        Expression,
        Name,
        Argument,
        Setting,
        Parameter,
        Type,
        Axis,
        IndexBinder,
        Subscript,
        Stage {
  SourceSpan span();
}
