package dev.cnnc.compiler.command;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.image.ImageFile;
import dev.cnnc.compiler.image.Pixels;
import dev.cnnc.compiler.training.Preparations;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes of image files what a network takes: an image goes through the transforms of the data that
 * the network was trained on. Unless one of them gives it a size, it is first brought to the size
 * of the network's input.
 *
 * @param input the network's input, {@code [channels, height, width]} or {@code [height, width]}
 */
record ImageInput(Value input, Preparations preparations) {
  /**
   * @throws CommandFailure if the model does not take one image
   */
  static ImageInput of(Graph model, Preparations preparations) {
    if (model.inputs().size() != 1 || model.inputs().get(0).type() != ElementType.F32) {
      throw unsuitable(model, "the inputs " + model.inputs());
    }
    ImageInput image = new ImageInput(model.inputs().get(0), preparations);
    int rank = image.shape().rank();
    if ((rank != 2 && rank != 3) || (image.channels() != 1 && image.channels() != 3)) {
      throw unsuitable(model, "the input " + image.input);
    }
    return image;
  }

  private static CommandFailure unsuitable(Graph model, String found) {
    return new CommandFailure(
        "predict needs a model with one image, f32[1, H, W] or f32[3, H, W]; "
            + model.name()
            + " has "
            + found);
  }

  private Shape shape() {
    return input.shape();
  }

  private int channels() {
    return shape().rank() == 3 ? shape().extent(0) : 1;
  }

  private int height() {
    return shape().extent(shape().rank() - 2);
  }

  private int width() {
    return shape().extent(shape().rank() - 1);
  }

  /** An image as a batch of one. */
  Tensor read(Path file) throws IOException {
    Pixels pixels = ImageFile.read(file, preparations.losesColours() ? 3 : channels());
    if (!preparations.resizes()) {
      pixels = pixels.resized(height(), width());
    }
    Column image =
        preparations.of(
            Column.of(
                Tensor.of(pixels.values(), 1, pixels.channels(), pixels.height(), pixels.width())));
    if (!image.shape().equals(List.of(channels(), height(), width()))) {
      throw new CommandFailure(
          file + ": the data's transforms make f32" + image.shape() + " of it, expected " + input);
    }
    Tensor tensor = Tensor.zeros(batchOfOne(shape().extents()));
    image.read(0, tensor.floats(), 0);
    return tensor;
  }

  private static int[] batchOfOne(List<Integer> shape) {
    int[] extents = new int[shape.size() + 1];
    extents[0] = 1;
    for (int axis = 0; axis < shape.size(); axis++) {
      extents[axis + 1] = shape.get(axis);
    }
    return extents;
  }
}
