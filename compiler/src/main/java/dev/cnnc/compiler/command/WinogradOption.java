package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where code may compute convolutions by fewer multiplications. */
final class WinogradOption {
  @Option(
      names = "--winograd",
      paramLabel = "M",
      converter = Choice.class,
      description = {
        "Compute convolutions of 3x3 to 5x5 and stride 1 in tiles of 2x2 or 4x4 results, by fewer",
        "multiplications and with more rounding: none, 2, 4, or auto where it pays (default: auto)."
      })
  private WinogradChoice choice = WinogradChoice.AUTO;

  /** The compiler, told so. */
  Compiler tell(Compiler compiler) {
    return compiler.withWinograd(choice);
  }

  private static final class Choice implements ITypeConverter<WinogradChoice> {
    @Override
    public WinogradChoice convert(String text) {
      return switch (text) {
        case "none" -> WinogradChoice.NONE;
        case "2" -> WinogradChoice.F2;
        case "4" -> WinogradChoice.F4;
        case "auto" -> WinogradChoice.AUTO;
        default ->
            throw new TypeConversionException("expected none, 2, 4 or auto, found '" + text + "'");
      };
    }
  }
}
