package dev.cnnc.runtime.data;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.prepare.Augmentation;
import dev.cnnc.runtime.prepare.Transform;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Examples with named fields: the inputs of a network by name and, for training, what its loss
 * compares with, by convention {@code label}.
 */
public final class Dataset {
  /** The name of the field that holds what is to be predicted. */
  public static final String LABEL = "label";

  private final Map<String, Column> columns;
  private final int size;

  private Dataset(Map<String, Column> columns) {
    this.columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    size = columns.values().iterator().next().size();
  }

  /**
   * @throws IllegalArgumentException if there is no column, columns differ in size, or they have no
   *     examples
   */
  public static Dataset of(Map<String, Column> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a data set needs at least one column");
    }
    Map<String, Integer> sizes = new TreeMap<>();
    columns.forEach((name, column) -> sizes.put(name, column.size()));
    if (sizes.values().stream().distinct().count() > 1) {
      throw new IllegalArgumentException(
          "the columns of a data set need as many examples each, found " + sizes);
    }
    if (sizes.values().iterator().next() == 0) {
      throw new IllegalArgumentException("the data set has no examples");
    }
    return new Dataset(columns);
  }

  /**
   * Images and labels from two IDX files, gzipped or plain (the format of MNIST). Pixels are kept
   * as bytes and read as floats from 0 to 255.
   *
   * @param image the name of the images' column: the name of the network's input
   * @throws FileFormatException if one is damaged, or they do not belong together
   */
  public static Dataset ofIdx(Path images, Path labels, String image) throws IOException {
    IdxFile imageFile = IdxFile.read(images);
    IdxFile labelFile = IdxFile.read(labels);
    if (imageFile.extents().size() < 2) {
      throw new FileFormatException(
          images, "expected images, found numbers of shape " + imageFile.extents());
    }
    if (labelFile.extents().size() != 1) {
      throw new FileFormatException(
          labels, "expected one label an example, found shape " + labelFile.extents());
    }
    if (!imageFile.extents().get(0).equals(labelFile.extents().get(0))) {
      throw new FileFormatException(
          images,
          "has "
              + imageFile.extents().get(0)
              + " images, but "
              + labels
              + " has "
              + labelFile.extents().get(0)
              + " labels");
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(
        image,
        Column.ofBytes(
            imageFile.values(), imageFile.extents().subList(1, imageFile.extents().size())));
    columns.put(LABEL, Column.ofByteIntegers(labelFile.values(), List.of()));
    return of(columns);
  }

  /**
   * All tensors of a safetensors file, the examples along the first axis of each.
   *
   * @throws FileFormatException if it is damaged or its tensors do not belong together
   */
  public static Dataset ofSafeTensors(Path file) throws IOException {
    Map<String, Column> columns = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> entry : SafeTensors.read(file).tensors().entrySet()) {
        columns.put(entry.getKey(), Column.of(entry.getValue()));
      }
      return of(columns);
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(file, e.getMessage());
    }
  }

  /** How many examples it has. */
  public int size() {
    return size;
  }

  /** Its fields by name. */
  public Map<String, Column> columns() {
    return columns;
  }

  /** This data set with the examples of one column changed whenever they are read. */
  public Dataset transform(String column, List<Transform> transforms) {
    return with(column, column(column).with(transforms, List.of()));
  }

  /**
   * This data set with the examples of one column changed at random in training: what it sees of an
   * example differs in each epoch.
   */
  public Dataset augment(String column, List<Augmentation> augmentations) {
    return with(column, column(column).with(List.of(), augmentations));
  }

  /** This data set with another column of that name. */
  public Dataset with(String name, Column column) {
    Map<String, Column> changed = new LinkedHashMap<>(columns);
    changed.put(name, column);
    return of(changed);
  }

  private Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "the data set has no column '" + name + "'; it has " + columns.keySet());
    }
    return column;
  }
}
