package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.Optional;

/** {@code value} or {@code name = value} in a call. */
public record Argument(SourceSpan span, Optional<Name> name, Expression value)
    implements SyntaxNode {}
