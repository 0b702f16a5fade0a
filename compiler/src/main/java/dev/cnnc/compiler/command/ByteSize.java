package dev.cnnc.compiler.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts of memory as people write them: {@code 200M}, {@code 1.5G}, in powers of 1,024. */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGT";

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text.strip());
    if (size.matches()) {
      double bytes = Double.parseDouble(size.group(1));
      if (!size.group(2).isEmpty()) {
        bytes *= Math.pow(1024, 1 + UNITS.indexOf(size.group(2).toUpperCase(Locale.ROOT)));
      }
      if (bytes >= 1 && bytes < Long.MAX_VALUE) {
        return (long) bytes;
      }
    }
    throw new TypeConversionException("expected a size such as 200M or 1.5G, found '" + text + "'");
  }
}
