package dev.cnnc.compiler.command;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time such as {@code 90s}, {@code 5m} or {@code 1.5h}, as nanoseconds. */
final class TimeSpan implements ITypeConverter<Long> {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)(s|m|h)");
  private static final Map<String, Double> SECONDS = Map.of("s", 1.0, "m", 60.0, "h", 3600.0);

  @Override
  public Long convert(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
      throw new TypeConversionException(
          "expected a time such as 90s, 5m or 1h, found '" + text + "'");
    }
    return (long) (1e9 * Double.parseDouble(matcher.group(1)) * SECONDS.get(matcher.group(2)));
  }
}
