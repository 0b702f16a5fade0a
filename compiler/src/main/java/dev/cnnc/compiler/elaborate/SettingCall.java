package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something a setting names, with its arguments: {@code normalize(mean = 0.1307, std = 0.3081)}.
 *
 * @param arguments those that were given, by name; one number is a list of one
 */
public record SettingCall(String name, SortedMap<String, List<Double>> arguments, SourceSpan span) {
  public SettingCall {
    arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
  }

  /** A name without arguments. */
  static SettingCall of(String name, SourceSpan span) {
    return new SettingCall(name, new TreeMap<>(), span);
  }
}
