package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Expression;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The format of a {@code data} block, and the settings that belong to one format only. */
final class FormatSettings {
  /** The formats, each with its own settings. */
  private static final Map<String, List<String>> OWN = new LinkedHashMap<>();

  static {
    OWN.put("idx", List.of());
    OWN.put("cifar_binary", List.of("label"));
    OWN.put("images", List.of());
    OWN.put(
        "csv",
        List.of(
            "inputs",
            "label",
            "target",
            "tokenizer",
            "vocabulary",
            "delimiter",
            "quotes",
            "charset"));
    OWN.put("safetensors", List.of());
  }

  /** The padding and the unknown token, and one that is known. */
  private static final int LEAST_VOCABULARY = 3;

  private final Frame frame;
  private final Settings settings;
  private final SettingCalls calls;

  FormatSettings(Frame frame, Settings settings, SettingCalls calls) {
    this.frame = frame;
    this.settings = settings;
    this.calls = calls;
  }

  /** All settings that some format has of its own. */
  static List<String> names() {
    return OWN.values().stream().flatMap(List::stream).distinct().toList();
  }

  /** The block's format; empty, and reported, if it is missing or none. */
  Optional<DataFormat> read() {
    settings.require("format");
    Optional<String> name = settings.word("format", List.copyOf(OWN.keySet()));
    name.ifPresent(this::rejectOthers);
    return name.map(
        format ->
            switch (format) {
              case "idx" -> new DataFormat.Idx();
              case "safetensors" -> new DataFormat.SafeTensors();
              case "cifar_binary" -> cifar();
              case "images" -> new DataFormat.Images();
              case "csv" -> csv();
              default -> throw new IllegalStateException(format);
            });
  }

  private void rejectOthers(String format) {
    for (String setting : names()) {
      if (settings.find(setting).isEmpty() || OWN.get(format).contains(setting)) {
        continue;
      }
      List<String> having = new ArrayList<>(OWN.keySet());
      having.removeIf(other -> !OWN.get(other).contains(setting));
      frame.report(
          Code.UNKNOWN_SETTING,
          settings.find(setting).get().span(),
          "data of the format " + format + " has no setting '" + setting + "'",
          String.join(" and ", having) + (having.size() == 1 ? " has it" : " have it"));
    }
  }

  private DataFormat cifar() {
    return new DataFormat.CifarBinary(
        settings
            .word("label", List.of("fine", "coarse"))
            .map(word -> DataFormat.CifarBinary.Label.valueOf(word.toUpperCase(Locale.ROOT))));
  }

  private DataFormat csv() {
    Optional<SettingCall> tokenizer = calls.tokenizer(settings.find("tokenizer"));
    long vocabulary = settings.whole("vocabulary", 0, LEAST_VOCABULARY);
    if (settings.find("tokenizer").isPresent() != settings.find("vocabulary").isPresent()) {
      settings.require("tokenizer");
      settings.require("vocabulary");
    }
    return new DataFormat.Csv(
        delimiter(),
        settings.truth("quotes", true),
        charset(),
        settings.texts("inputs"),
        settings.text("label"),
        settings.texts("target"),
        tokenizer,
        vocabulary == 0
            ? OptionalInt.empty()
            : OptionalInt.of((int) Math.min(vocabulary, Integer.MAX_VALUE)));
  }

  private Optional<Character> delimiter() {
    Optional<String> text = settings.text("delimiter");
    boolean sound = text.isEmpty() || text.get().length() == 1 && !"\"\r\n".contains(text.get());
    if (!sound) {
      wrong("delimiter", "delimiter must be one character, as \",\" or \"\\t\"");
    }
    return text.filter(t -> sound).map(t -> t.charAt(0));
  }

  private Charset charset() {
    Optional<String> name = settings.text("charset");
    try {
      return name.isPresent() ? Charset.forName(name.get()) : StandardCharsets.UTF_8;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      wrong("charset", "there is no charset '" + name.get() + "'; there is \"windows-1252\", say");
      return StandardCharsets.UTF_8;
    }
  }

  private void wrong(String setting, String message) {
    Expression written = settings.find(setting).orElseThrow();
    frame.report(Code.SETTING_VALUE, written.span(), message);
  }
}
