package dev.cnnc.compiler.bytecode;

import dev.cnnc.runtime.file.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a network's classes to a jar, which needs nothing but {@code runtime} on the class path.
 * {@code ServiceLoader} finds the network as a {@link dev.cnnc.runtime.program.CompiledModel}. The
 * same classes give the same bytes.
 */
public final class JarWriter {
  /** The earliest time that every zip tool can show. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final String SERVICE = "META-INF/services/dev.cnnc.runtime.program.CompiledModel";

  private JarWriter() {}

  /** Writes the jar as {@link AtomicFile} does: no half of one is ever seen. */
  public static void write(GeneratedModel model, Path target) throws IOException {
    AtomicFile.write(target, channel -> write(model, Channels.newOutputStream(channel)));
  }

  static void write(GeneratedModel model, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    // A jar's manifest comes first.
    add(zip, "META-INF/MANIFEST.MF", text("Manifest-Version: 1.0\r\nCreated-By: cnnc\r\n\r\n"));
    SortedMap<String, byte[]> entries = new TreeMap<>();
    entries.put(SERVICE, text(model.mainClass() + "\n"));
    model.classes().forEach((name, bytes) -> entries.put(name.replace('.', '/') + ".class", bytes));
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      add(zip, entry.getKey(), entry.getValue());
    }
    zip.finish();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
