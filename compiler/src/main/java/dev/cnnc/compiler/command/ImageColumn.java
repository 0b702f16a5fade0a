package dev.cnnc.compiler.command;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.image.ImageFile;
import dev.cnnc.runtime.data.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Image files, read when they are asked for and brought to the size of a network's input.
 *
 * @param image the input's shape: {@code [channels, height, width]} or {@code [height, width]}
 */
record ImageColumn(List<Path> files, Shape image) implements Column {
  /**
   * @throws CommandFailure if the model does not take one image
   */
  static ImageColumn of(Graph model, List<Path> files) {
    if (model.inputs().size() != 1 || model.inputs().get(0).type() != ElementType.F32) {
      throw unsuitable(model, "the inputs " + model.inputs());
    }
    Value input = model.inputs().get(0);
    ImageColumn column = new ImageColumn(files, input.shape());
    int rank = input.shape().rank();
    if ((rank != 2 && rank != 3) || (column.channels() != 1 && column.channels() != 3)) {
      throw unsuitable(model, "the input " + input);
    }
    return column;
  }

  private static CommandFailure unsuitable(Graph model, String found) {
    return new CommandFailure(
        "predict needs a model with one image, f32[1, H, W] or f32[3, H, W]; "
            + model.name()
            + " has "
            + found);
  }

  private int channels() {
    return image.rank() == 3 ? image.extent(0) : 1;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public List<Integer> shape() {
    return image.extents();
  }

  @Override
  public boolean isIntegers() {
    return false;
  }

  @Override
  public void read(int example, float[] target, int position) {
    int height = image.extent(image.rank() - 2);
    int width = image.extent(image.rank() - 1);
    try {
      float[] pixels =
          ImageFile.read(files.get(example), channels()).resized(height, width).values();
      System.arraycopy(pixels, 0, target, position, pixels.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void read(int example, int[] target, int position) {
    throw new IllegalStateException("images are floats");
  }
}
