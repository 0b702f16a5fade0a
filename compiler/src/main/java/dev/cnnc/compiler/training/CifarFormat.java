package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataFormat.CifarBinary;
import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.data.CifarFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The images of CIFAR-10 or CIFAR-100 for the model's only {@code f32} input. */
record CifarFormat(DataSettings settings, CifarBinary format, Graph model) implements Format {
  @Override
  public Examples read(List<Path> files) throws IOException {
    List<Value> images = Format.realInputs(model);
    if (images.size() != 1 || files.isEmpty()) {
      throw Format.refused(
          settings.span(),
          "cifar_binary data are files of images for one f32 input, found "
              + files.size()
              + " files and "
              + images.size()
              + " inputs",
          "write (\"data_batch_1.bin\", \"data_batch_2.bin\")");
    }
    return Examples.of(CifarFile.read(files, labels(files.get(0)), images.get(0).name()));
  }

  private CifarFile.Labels labels(Path first) throws IOException {
    if (format.label().isEmpty()) {
      return CifarFile.labels(first);
    }
    return switch (format.label().get()) {
      case FINE -> CifarFile.Labels.CIFAR_100_FINE;
      case COARSE -> CifarFile.Labels.CIFAR_100_COARSE;
    };
  }
}
