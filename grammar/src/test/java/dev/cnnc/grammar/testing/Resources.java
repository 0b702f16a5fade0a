package dev.cnnc.grammar.testing;

import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The scripts among the test resources. */
public final class Resources {
  private Resources() {}

  /** All scripts of a resource folder, by name. */
  public static List<SourceFile> scripts(String folder) {
    URL url = Objects.requireNonNull(Resources.class.getResource("/" + folder), folder);
    try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
      return files
          .filter(f -> f.toString().endsWith(".cnn"))
          .sorted()
          .map(Resources::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SourceFile read(Path file) {
    try {
      return new SourceFile(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
