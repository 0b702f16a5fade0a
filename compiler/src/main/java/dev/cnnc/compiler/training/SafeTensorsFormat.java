package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.runtime.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One file with a tensor for each input, and the labels. */
record SafeTensorsFormat(DataSettings settings) implements Format {
  @Override
  public Examples read(List<Path> files) throws IOException {
    if (files.size() != 1) {
      throw Format.refused(
          settings.span(),
          "safetensors data is one file that holds the inputs and the label, found "
              + files.size()
              + " files",
          "write (\"train.safetensors\")");
    }
    return Examples.of(Dataset.ofSafeTensors(files.get(0)));
  }
}
