package dev.cnnc.compiler.command;

import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.json.JsonException;
import dev.cnnc.runtime.metric.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that a sweep leaves: its table as CSV, and beside it the same as JSON, with what it was
 * made of, from which it can go on. Each is whole at any time.
 *
 * @param made what all rows have in common: the script, the model, the number of epochs, …
 */
record SweepFiles(Path csv, Path json, Map<String, String> made) {
  private static final String SUFFIX = ".csv";

  /** Sets the file apart from others of the table's name. */
  private static final String SWEEP = ".sweep";

  /**
   * @throws IOException if one of the files cannot be written, which is better known beforehand
   */
  static SweepFiles of(Path csv, Map<String, String> made) throws IOException {
    String name = csv.getFileName().toString();
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    Path json = csv.resolveSibling(stem + (stem.endsWith(SWEEP) ? "" : SWEEP) + ".json");
    AtomicFile.requireWritable(csv);
    AtomicFile.requireWritable(json);
    return new SweepFiles(csv, json, made);
  }

  void save(SweepTable table) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>(made);
    all.put("by", table.by().text());
    all.put("rows", table.objects());
    AtomicFile.writeText(json, Json.write(all) + "\n");
    AtomicFile.writeText(csv, table.csv());
  }

  /**
   * What a sweep left which was ended.
   *
   * @throws CommandFailure if there is nothing to go on from, or it was made of something else
   * @throws IOException if it cannot be read or is damaged
   */
  SweepTable load() throws IOException {
    if (!Files.exists(json)) {
      throw new CommandFailure(
          json + ": no such file; --resume goes on from the one beside --out FILE");
    }
    try {
      Map<?, ?> all = (Map<?, ?>) Json.parse(Files.readString(json));
      made.forEach((name, value) -> requireSame(name, value, all.get(name)));
      List<SweepRow> rows = new ArrayList<>();
      for (Object row : (List<?>) all.get("rows")) {
        rows.add(SweepRow.of((Map<?, ?>) row));
      }
      return new SweepTable(Metric.named((String) all.get("by")), rows);
    } catch (JsonException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException damaged) {
      throw new FileFormatException(json, "no table that sweep wrote");
    }
  }

  private void requireSame(String name, String value, Object found) {
    if (!value.equals(found)) {
      boolean isShort = value.length() < 40 && (found == null || found.toString().length() < 40);
      throw new CommandFailure(
          json
              + " was made with another "
              + name
              + (isShort ? ": " + found + ", now it is " + value : "")
              + "; sweep into another file with --out, or leave --resume out");
    }
  }
}
