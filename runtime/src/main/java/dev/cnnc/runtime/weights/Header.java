package dev.cnnc.runtime.weights;

import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.json.JsonException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The checked header of a safetensors file: all that it says about the data holds. */
record Header(List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /**
   * A tensor of the file.
   *
   * @param begin where its bytes begin, counted from the end of the header
   */
  record Entry(String name, ElementFormat format, int[] shape, int elements, long begin) {
    long end() {
      return begin + (long) elements * format.bytes();
    }
  }

  /**
   * @param dataBytes how many bytes follow the header
   */
  static Header parse(Path file, String json, long dataBytes) throws FileFormatException {
    Object root;
    try {
      root = Json.parse(json);
    } catch (JsonException e) {
      throw new FileFormatException(file, "its safetensors header is malformed: " + e.getMessage());
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new FileFormatException(file, "its safetensors header is no JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<?, ?> item : map.entrySet()) {
      String name = (String) item.getKey();
      if (name.equals(METADATA)) {
        readMetadata(file, item.getValue(), metadata);
      } else {
        entries.add(entry(file, name, item.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparing(Entry::end));
    requireCover(file, entries, dataBytes);
    return new Header(entries, metadata);
  }

  private static void readMetadata(Path file, Object value, Map<String, String> metadata)
      throws FileFormatException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new FileFormatException(file, METADATA + " is no JSON object");
    }
    for (Map.Entry<?, ?> item : map.entrySet()) {
      if (!(item.getValue() instanceof String text)) {
        throw new FileFormatException(
            file, METADATA + " may hold strings only, '" + item.getKey() + "' is none");
      }
      metadata.put((String) item.getKey(), text);
    }
  }

  private static Entry entry(Path file, String name, Object value) throws FileFormatException {
    if (!(value instanceof Map<?, ?> map)
        || !(map.get("dtype") instanceof String dtype)
        || !(map.get("shape") instanceof List<?> shape)
        || !(map.get("data_offsets") instanceof List<?> offsets)
        || offsets.size() != 2) {
      throw new FileFormatException(
          file, "tensor '" + name + "' needs dtype, shape and two data_offsets in the header");
    }
    ElementFormat format = null;
    for (ElementFormat known : ElementFormat.values()) {
      format = known.name().equals(dtype) ? known : format;
    }
    if (format == null) {
      throw new FileFormatException(
          file,
          "tensor '"
              + name
              + "' has the dtype "
              + dtype
              + "; known are "
              + List.of(ElementFormat.values()));
    }
    int[] extents = new int[shape.size()];
    long elements = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      long extent = wholeNumber(file, name, shape.get(axis));
      elements = extent == 0 || elements <= Integer.MAX_VALUE / extent ? elements * extent : -1;
      if (extent > Integer.MAX_VALUE || elements < 0) {
        throw new FileFormatException(
            file,
            "tensor '" + name + "' of shape " + shape + " has more elements than an array holds");
      }
      extents[axis] = (int) extent;
    }
    Entry entry =
        new Entry(name, format, extents, (int) elements, wholeNumber(file, name, offsets.get(0)));
    if (wholeNumber(file, name, offsets.get(1)) != entry.end()) {
      throw new FileFormatException(
          file,
          "tensor '"
              + name
              + "' of "
              + dtype
              + shape
              + " needs "
              + (entry.end() - entry.begin())
              + " bytes, its data_offsets are "
              + offsets);
    }
    return entry;
  }

  private static long wholeNumber(Path file, String name, Object value) throws FileFormatException {
    if (value instanceof Long number && number >= 0 && number < 1L << 53) {
      return number;
    }
    throw new FileFormatException(
        file, "tensor '" + name + "' has " + value + " where a size or offset should be");
  }

  /** The tensors' bytes must follow each other without overlap or gap and fill the file. */
  private static void requireCover(Path file, List<Entry> entries, long dataBytes)
      throws FileFormatException {
    long position = 0;
    for (Entry entry : entries) {
      if (entry.end() > dataBytes) {
        throw new FileFormatException(
            file,
            "cut short: tensor '"
                + entry.name()
                + "' ends at byte "
                + entry.end()
                + " of the data, the file has "
                + dataBytes);
      }
      if (entry.begin() != position) {
        throw new FileFormatException(
            file,
            "tensor '"
                + entry.name()
                + "' begins at byte "
                + entry.begin()
                + " of the data, the one before it ends at "
                + position);
      }
      position = entry.end();
    }
    if (position != dataBytes) {
      throw new FileFormatException(
          file, (dataBytes - position) + " bytes after the last tensor belong to none");
    }
  }
}
