package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of one block: each known, each given once, each of its kind. */
final class Settings {
  private final Frame frame;
  private final String block;
  private final SourceSpan span;
  private final Map<String, Expression> values = new LinkedHashMap<>();

  /**
   * @param block what the block is called in messages
   * @param span where a missing setting is reported
   */
  Settings(Frame frame, String block, SourceSpan span) {
    this.frame = frame;
    this.block = block;
    this.span = span;
  }

  /** Takes the settings of the block, and reports those that are unknown or given twice. */
  void read(List<Setting> settings, List<String> known) {
    for (Setting setting : settings) {
      String name = setting.name().text();
      if (!known.contains(name)) {
        frame.report(
            Code.UNKNOWN_SETTING,
            setting.name().span(),
            "a " + block + " block has no setting '" + name + "'",
            NearestName.suggest(name, known)
                .map(n -> "did you mean " + n + "?")
                .orElse("it has " + String.join(", ", known)));
      } else if (values.putIfAbsent(name, setting.value()) != null) {
        frame.report(Code.SETTING_VALUE, setting.name().span(), name + " is given twice");
      }
    }
  }

  void override(String name, Expression value) {
    values.put(name, value);
  }

  Optional<Expression> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The setting of this name; reported if there is none. */
  Optional<Expression> require(String name) {
    if (!values.containsKey(name)) {
      frame.report(Code.MISSING_SETTING, span, "the " + block + " block does not say " + name);
    }
    return find(name);
  }

  /** A whole number of at least {@code least}. */
  long whole(String name, long fallback, long least) {
    Optional<Expression> written = find(name);
    if (written.isEmpty()) {
      return fallback;
    }
    Optional<Constant> value = new Evaluator(frame).constant(written.get(), name);
    if (value.isEmpty()) {
      return fallback;
    }
    if (value.get() instanceof Constant.Number number
        && number.value() == Math.rint(number.value())
        && number.value() >= least
        && number.value() < 1e15) {
      return (long) number.value();
    }
    wrong(written.get(), name + " must be a whole number of at least " + least, value.get());
    return fallback;
  }

  boolean truth(String name, boolean fallback) {
    Optional<Expression> written = find(name);
    Optional<Constant> value = written.flatMap(w -> new Evaluator(frame).constant(w, name));
    if (value.isPresent() && value.get() instanceof Constant.Truth truth) {
      return truth.value();
    }
    value.ifPresent(v -> wrong(written.get(), name + " must be true or false", v));
    return fallback;
  }

  /** A bare word, such as {@code idx}. */
  Optional<String> word(String name, List<String> known) {
    Optional<Expression> written = find(name);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    if (written.get() instanceof Expression.Reference word && known.contains(word.name())) {
      return Optional.of(word.name());
    }
    String found = written.get().span().text();
    frame.report(
        Code.SETTING_VALUE,
        written.get().span(),
        "there is no " + name + " " + found,
        NearestName.suggest(found, known)
            .map(n -> "did you mean " + n + "?")
            .orElse("there are " + String.join(", ", known)));
    return Optional.empty();
  }

  /** One string. */
  Optional<String> text(String name) {
    List<String> texts = texts(name);
    if (texts.size() > 1) {
      frame.report(Code.SETTING_VALUE, values.get(name).span(), name + " must be one string");
    }
    return texts.stream().findFirst();
  }

  /** One string, or a tuple of them. */
  List<String> texts(String name) {
    Optional<Expression> written = find(name);
    Optional<Constant> value = written.flatMap(w -> new Evaluator(frame).constant(w, name));
    if (value.isEmpty()) {
      return List.of();
    }
    List<Constant> elements =
        value.get() instanceof Constant.Tuple tuple ? tuple.elements() : List.of(value.get());
    List<String> texts = new ArrayList<>();
    for (Constant element : elements) {
      if (element instanceof Constant.Text text) {
        texts.add(text.value());
      } else {
        wrong(written.get(), name + " must be a string, or several in parentheses", element);
        return List.of();
      }
    }
    return texts;
  }

  private void wrong(Expression written, String expected, Constant found) {
    frame.report(Code.SETTING_VALUE, written.span(), expected + ", found " + found.describe());
  }
}
