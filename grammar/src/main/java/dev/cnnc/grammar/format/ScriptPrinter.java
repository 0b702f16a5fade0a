package dev.cnnc.grammar.format;

import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Block;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.grammar.tree.Setting;
import dev.cnnc.grammar.tree.Statement;
import dev.cnnc.grammar.tree.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes syntax trees that a program made, such as derived formulas, as text of the language: every
 * statement on one line. {@link Formatter} then breaks the lines that are too long.
 */
public final class ScriptPrinter {
  private static final String STEP = "  ";

  private ScriptPrinter() {}

  public static String print(Script script) {
    return script.definitions().stream()
        .map(d -> print(d) + "\n")
        .collect(Collectors.joining("\n"));
  }

  public static String print(Definition definition) {
    if (definition instanceof Definition.Import d) {
      return "import " + ExpressionPrinter.quote(d.path());
    } else if (definition instanceof Definition.Layer d) {
      String tensors =
          d.tensors().stream()
              .map(t -> t.name().text() + ": " + ExpressionPrinter.print(t.type()))
              .collect(Collectors.joining(", "));
      String values = d.values().isEmpty() ? "" : "; " + values(d.values());
      String result = d.result().map(r -> " -> " + ExpressionPrinter.print(r)).orElse("");
      return "layer %s(%s%s)%s %s"
          .formatted(d.name().text(), tensors, values, result, block(d.body(), ""));
    } else if (definition instanceof Definition.Model d) {
      String values = d.values().isEmpty() ? "" : "(" + values(d.values()) + ")";
      return "model " + d.name().text() + values + " " + block(d.body(), "");
    } else if (definition instanceof Definition.Function d) {
      return "function %s(%s) = %s"
          .formatted(d.name().text(), values(d.values()), ExpressionPrinter.print(d.result()));
    } else if (definition instanceof Definition.Data d) {
      return "data " + d.name().text() + " " + settings(d.settings());
    } else if (definition instanceof Definition.Train d) {
      List<Argument> arguments = d.arguments();
      String given =
          arguments.isEmpty() ? "" : "(" + ExpressionPrinter.printArguments(arguments) + ")";
      return "train %s%s on %s %s"
          .formatted(d.model().text(), given, d.data().text(), settings(d.settings()));
    }
    throw new IllegalArgumentException("unknown definition " + definition.getClass());
  }

  /** A statement without indentation; blocks in it are indented by one step. */
  public static String print(Statement statement) {
    return statement(statement, "");
  }

  private static String values(List<Parameter.Value> values) {
    return values.stream()
        .map(
            v ->
                v.name().text()
                    + ": "
                    + ExpressionPrinter.print(v.type())
                    + v.fallback().map(f -> " = " + ExpressionPrinter.print(f)).orElse(""))
        .collect(Collectors.joining(", "));
  }

  private static String settings(List<Setting> settings) {
    return settings.stream()
        .map(s -> STEP + s.name().text() + " = " + ExpressionPrinter.print(s.value()) + "\n")
        .collect(Collectors.joining("", "{\n", "}"));
  }

  private static String block(Block block, String indent) {
    return block.statements().stream()
        .map(s -> indent + STEP + statement(s, indent + STEP) + "\n")
        .collect(Collectors.joining("", "{\n", indent + "}"));
  }

  private static String statement(Statement statement, String indent) {
    if (statement instanceof Statement.Input s) {
      return "input " + s.name().text() + ": " + ExpressionPrinter.print(s.type());
    } else if (statement instanceof Statement.Output s) {
      String target = s.target().map(t -> target(t) + " = ").orElse("");
      return "output " + target + ExpressionPrinter.print(s.value());
    } else if (statement instanceof Statement.Param s) {
      return "param "
          + declaration(s.name(), s.alias(), s.type())
          + ExpressionPrinter.print(s.initializer());
    } else if (statement instanceof Statement.State s) {
      return "state "
          + declaration(s.name(), s.alias(), s.type())
          + ExpressionPrinter.print(s.initializer());
    } else if (statement instanceof Statement.Update s) {
      return "update " + target(s.target()) + " = " + ExpressionPrinter.print(s.value());
    } else if (statement instanceof Statement.Assert s) {
      return "assert "
          + ExpressionPrinter.print(s.condition())
          + ", "
          + ExpressionPrinter.quote(s.message());
    } else if (statement instanceof Statement.If s) {
      String otherwise = s.otherwise().map(o -> " else " + block(o, indent)).orElse("");
      return "if "
          + ExpressionPrinter.print(s.condition())
          + " "
          + block(s.then(), indent)
          + otherwise;
    } else if (statement instanceof Statement.Assignment s) {
      return target(s.target()) + " = " + ExpressionPrinter.print(s.value());
    }
    throw new IllegalArgumentException("unknown statement " + statement.getClass());
  }

  private static String declaration(Name name, Optional<Name> alias, Type.Tensor type) {
    String shown = alias.map(a -> " as " + a.text()).orElse("");
    return name.text() + shown + ": " + ExpressionPrinter.print(type) + " = ";
  }

  private static String target(Statement.Target target) {
    return target.name().text()
        + target.indices().map(i -> "[" + ExpressionPrinter.print(i) + "]").orElse("");
  }
}
