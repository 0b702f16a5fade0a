package dev.cnnc.compiler.graph.algebra;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What values affine expressions can take while their indices run. */
public record Ranges(Map<String, Integer> extents) {
  public Ranges {
    extents = Map.copyOf(extents);
  }

  @SafeVarargs
  public static Ranges of(Collection<Index>... indices) {
    Map<String, Integer> extents = new HashMap<>();
    for (Collection<Index> some : indices) {
      some.forEach(index -> extents.put(index.name(), index.extent()));
    }
    return new Ranges(extents);
  }

  public static Ranges of(Comprehension comprehension) {
    return of(comprehension.free(), comprehension.reduced());
  }

  public long least(Affine affine) {
    long least = affine.constant();
    for (String index : affine.indices()) {
      least += Math.min(0L, affine.coefficient(index) * (extents.get(index) - 1L));
    }
    return least;
  }

  public long greatest(Affine affine) {
    return -least(affine.times(-1));
  }
}
