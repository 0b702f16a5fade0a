package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** What stands at the top level of a script (language reference, section 2). */
public sealed interface Definition extends SyntaxNode {
  /** {@code import "file.cnn"} */
  record Import(SourceSpan span, String path) implements Definition {}

  /** {@code layer NAME(tensors; parameters) -> RESULT { … }} */
  record Layer(
      SourceSpan span,
      Name name,
      List<Parameter.Tensor> tensors,
      List<Parameter.Value> values,
      Optional<Type.Tensor> result,
      Block body)
      implements Definition {
    public Layer {
      tensors = List.copyOf(tensors);
      values = List.copyOf(values);
    }
  }

  /** {@code model NAME(parameters) { … }} */
  record Model(SourceSpan span, Name name, List<Parameter.Value> values, Block body)
      implements Definition {
    public Model {
      values = List.copyOf(values);
    }
  }

  /** {@code function NAME(parameters) = EXPR} */
  record Function(SourceSpan span, Name name, List<Parameter.Value> values, Expression result)
      implements Definition {
    public Function {
      values = List.copyOf(values);
    }
  }

  /** {@code data NAME { … }} */
  record Data(SourceSpan span, Name name, List<Setting> settings) implements Definition {
    public Data {
      settings = List.copyOf(settings);
    }
  }

  /** {@code train MODEL(arguments) on DATA { … }} */
  record Train(
      SourceSpan span, Name model, List<Argument> arguments, Name data, List<Setting> settings)
      implements Definition {
    public Train {
      arguments = List.copyOf(arguments);
      settings = List.copyOf(settings);
    }
  }
}
