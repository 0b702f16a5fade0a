package dev.cnnc.compiler.derive;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives the indices of a formula the names a person would: those that were written stay, those that
 * stand for {@code ..} and other made-up ones are called {@code c, h, w} or {@code i, j, …}.
 */
final class IndexNames {
  private static final Pattern MADE_UP = Pattern.compile("r\\d+_*|one\\d*|.*[^A-Za-z0-9_].*");

  private IndexNames() {}

  /**
   * The comprehension with its indices renamed, none of them as one of {@code taken}, which has
   * them afterwards.
   */
  static Comprehension rename(Comprehension comprehension, Set<String> taken) {
    Map<String, String> names = new HashMap<>();
    List<Index> all = new ArrayList<>(comprehension.free());
    all.addAll(comprehension.reduced());
    for (Index index : all) {
      boolean madeUp = MADE_UP.matcher(index.name()).matches();
      if (!madeUp && taken.add(index.name())) {
        names.put(index.name(), index.name());
      }
    }
    int rank = comprehension.free().size();
    for (int i = 0; i < all.size(); i++) {
      String old = all.get(i).name();
      if (!names.containsKey(old)) {
        names.put(old, fresh(i < rank ? usual(i, rank) : List.of("h", "w"), taken));
      }
    }
    return new Comprehension(
        rename(comprehension.free(), names),
        comprehension.reduction(),
        rename(comprehension.reduced(), names),
        comprehension.overBatch(),
        Substitution.renaming(names).apply(comprehension.body()));
  }

  private static List<String> usual(int axis, int rank) {
    return rank == 3 ? List.of(List.of("c", "h", "w").get(axis)) : List.of();
  }

  private static String fresh(List<String> preferred, Set<String> taken) {
    List<String> candidates = new ArrayList<>(preferred);
    candidates.addAll(List.of("i", "j", "k", "l", "m", "n", "p", "q"));
    for (int number = 2; ; number++) {
      for (String candidate : candidates) {
        if (taken.add(candidate)) {
          return candidate;
        }
      }
      candidates = List.of("i" + number, "j" + number);
    }
  }

  private static List<Index> rename(List<Index> indices, Map<String, String> names) {
    return indices.stream()
        .map(index -> new Index(names.get(index.name()), index.extent()))
        .toList();
  }
}
