package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file of bytes for the model's only {@code f32} input, and one of labels. */
record IdxFormat(DataSettings settings, Graph model) implements Format {
  @Override
  public Examples read(List<Path> files) throws IOException {
    List<Value> images = Format.realInputs(model);
    if (files.size() != 2 || images.size() != 1) {
      throw Format.refused(
          settings.span(),
          "idx data is a file of images and a file of labels for one f32 input, found "
              + files.size()
              + " files and "
              + images.size()
              + " inputs",
          "write (\"images.gz\", \"labels.gz\")");
    }
    return Examples.of(Dataset.ofIdx(files.get(0), files.get(1), images.get(0).name()));
  }
}
