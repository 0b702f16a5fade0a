package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sorts the parameters of a definition into tensors and values, and reports those out of place. */
final class Signature {
  /** A parameter as it stands in the script. */
  record Written(SourceSpan span, Name name, Type type, Optional<Expression> fallback) {}

  private final SyntaxErrors errors;
  private final List<Parameter.Tensor> tensors = new ArrayList<>();
  private final List<Parameter.Value> values = new ArrayList<>();

  Signature(SyntaxErrors errors) {
    this.errors = errors;
  }

  /** {@code (tensors; values)} */
  void layer(List<Written> beforeSemicolon, List<Written> afterSemicolon) {
    boolean told = false;
    for (Written written : beforeSemicolon) {
      if (!told && written.type() instanceof Type.Scalar) {
        errors.report(
            Diagnostic.error(
                    SyntaxCode.SIGNATURE,
                    written.span(),
                    "parameter '%s' of type %s stands among the tensors"
                        .formatted(written.name().text(), written.type().span().text()))
                .withHelp("write ';' between a layer's tensors and its parameters"));
        told = true;
      }
      add(written);
    }
    for (Written written : afterSemicolon) {
      if (written.type() instanceof Type.Tensor) {
        errors.report(
            Diagnostic.error(
                    SyntaxCode.SIGNATURE,
                    written.span(),
                    "tensor '%s' stands among the parameters".formatted(written.name().text()))
                .withHelp("put a layer's tensors before the ';'"));
      }
      add(written);
    }
  }

  /** {@code (values)} of a model or a function */
  void values(List<Written> parameters) {
    for (Written written : parameters) {
      if (written.type() instanceof Type.Tensor) {
        errors.report(
            SyntaxCode.SIGNATURE,
            written.type().span(),
            "parameter '%s' is a tensor, expected int, real, bool or string"
                .formatted(written.name().text()));
      } else {
        add(written);
      }
    }
  }

  private void add(Written written) {
    if (written.type() instanceof Type.Scalar scalar) {
      values.add(new Parameter.Value(written.span(), written.name(), scalar, written.fallback()));
    } else {
      written
          .fallback()
          .ifPresent(
              e ->
                  errors.report(
                      SyntaxCode.SIGNATURE,
                      e.span(),
                      "tensor '%s' has a default; only parameters after the ';' may have one"
                          .formatted(written.name().text())));
      tensors.add(
          new Parameter.Tensor(written.span(), written.name(), (Type.Tensor) written.type()));
    }
  }

  List<Parameter.Tensor> tensors() {
    return tensors;
  }

  List<Parameter.Value> values() {
    return values;
  }
}
