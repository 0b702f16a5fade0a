package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.image.ImageFile;
import dev.cnnc.compiler.image.Pixels;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.prepare.Transform;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Folders of images: each folder in them is a class, and called as it is. Files come in the order
 * of their names; those whose names begin with a dot are passed over. They are kept as bytes, in
 * the size of a {@code resize} if there is one, so that folders of large pictures fit into memory.
 */
record ImagesFormat(DataSettings settings, Graph model) implements Format {
  @Override
  public Examples read(List<Path> folders) throws IOException {
    Value input = input();
    Preparations preparations = Preparations.of(settings);
    Optional<Transform> resize = preparations.firstResize();
    int channels =
        preparations.losesColours() ? 3 : input.shape().rank() == 3 ? input.shape().extent(0) : 1;
    List<byte[]> images = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Integer> shape = List.of();
    for (Path folder : folders) {
      for (Path classFolder : entries(folder, Files::isDirectory)) {
        for (Path file : entries(classFolder, entry -> true)) {
          Pixels pixels = read(file, channels, resize);
          List<Integer> found = List.of(channels, pixels.height(), pixels.width());
          shape = images.isEmpty() ? found : shape;
          requireSize(file, found, shape);
          images.add(bytes(pixels));
          names.add(classFolder.getFileName().toString());
        }
      }
      if (images.isEmpty()) {
        throw new FileFormatException(folder, "no images in it; expected a folder for each class");
      }
    }
    return new Examples(
        Map.of(input.name(), Column.ofBytes(images, shape)),
        Map.of(),
        Optional.of(new Examples.Classes(names, false)));
  }

  private Value input() {
    List<Value> images = Format.realInputs(model);
    int rank = images.size() == 1 ? images.get(0).shape().rank() : 0;
    int channels = rank == 3 ? images.get(0).shape().extent(0) : 1;
    if ((rank != 2 && rank != 3) || (channels != 1 && channels != 3)) {
      throw Format.refused(
          settings.span(),
          "images are for one input f32[1, H, W] or f32[3, H, W], found " + model.inputs(),
          "give the model such an input");
    }
    return images.get(0);
  }

  private static List<Path> entries(Path folder, Predicate<Path> wanted) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          Files.exists(folder)
              ? folder + " is a file, expected a folder"
              : "there is no folder " + folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(wanted)
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    }
  }

  private static Pixels read(Path file, int channels, Optional<Transform> resize)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileFormatException(file, "a folder within that of a class, expected images");
    }
    Pixels pixels = ImageFile.read(file, channels);
    if (resize.isEmpty()) {
      return pixels;
    }
    Column image =
        Column.of(Tensor.of(pixels.values(), 1, channels, pixels.height(), pixels.width()))
            .with(List.of(resize.get()), List.of());
    float[] values = new float[image.elements()];
    image.read(0, values, 0);
    return new Pixels(channels, image.shape().get(1), image.shape().get(2), values);
  }

  private static void requireSize(Path file, List<Integer> found, List<Integer> shape)
      throws FileFormatException {
    if (!found.equals(shape)) {
      throw new FileFormatException(
          file,
          String.format(
              "%d×%d pixels, the images before it have %d×%d; transform = resize(height, width)"
                  + " brings all to one size",
              found.get(2), found.get(1), shape.get(2), shape.get(1)));
    }
  }

  private static byte[] bytes(Pixels pixels) {
    byte[] bytes = new byte[pixels.values().length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(pixels.values()[i]);
    }
    return bytes;
  }
}
