package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataFormat;
import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.source.SourceSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads files of one kind as the examples of one model. */
interface Format {
  /**
   * The examples of some files, one file after the other.
   *
   * @throws IOException if a file cannot be read or is damaged
   * @throws CompilationException if the model or the number of files does not suit the format
   */
  Examples read(List<Path> files) throws IOException;

  /** The format of a data block. */
  static Format of(DataSettings settings, Graph model) {
    DataFormat format = settings.format();
    if (format instanceof DataFormat.Idx) {
      return new IdxFormat(settings, model);
    } else if (format instanceof DataFormat.SafeTensors) {
      return new SafeTensorsFormat(settings);
    } else if (format instanceof DataFormat.CifarBinary cifar) {
      return new CifarFormat(settings, cifar, model);
    } else if (format instanceof DataFormat.Csv csv) {
      return new CsvFormat(settings, csv, model);
    } else if (format instanceof DataFormat.Images) {
      return new ImagesFormat(settings, model);
    }
    throw new IllegalStateException(format.toString());
  }

  /** The model's {@code f32} inputs. */
  static List<Value> realInputs(Graph model) {
    return model.inputs().stream().filter(input -> input.type() == ElementType.F32).toList();
  }

  /** A complaint about what a data block asks for. */
  static CompilationException refused(SourceSpan span, String message, String help) {
    return new CompilationException(Diagnostic.error("E0504", span, message).withHelp(help));
  }
}
