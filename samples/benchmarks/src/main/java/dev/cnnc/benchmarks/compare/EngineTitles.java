package dev.cnnc.benchmarks.compare;

import dev.cnnc.benchmarks.engine.Engines;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What the option for engines takes. */
final class EngineTitles implements Iterable<String> {
  static List<String> all() {
    return Arrays.stream(Engines.values()).map(Engines::title).toList();
  }

  @Override
  public Iterator<String> iterator() {
    return all().iterator();
  }
}
