package dev.cnnc.grammar.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant where an unknown one stands. */
public final class NearestName {
  private NearestName() {}

  /**
   * The candidate with the fewest letters to insert, delete, replace or swap with their neighbour,
   * if those are few for the length of the name; of equally near ones the first in the alphabet.
   */
  public static Optional<String> suggest(String name, Collection<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int limit = Math.max(1, Math.min(name.length(), 12) / 3);
    return candidates.stream()
        .filter(c -> !c.equals(name) && Math.abs(c.length() - name.length()) <= limit)
        .map(c -> new Ranked(c, distance(wanted, c.toLowerCase(Locale.ROOT))))
        .filter(r -> r.distance() <= limit && r.distance() < name.length())
        .min(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::name))
        .map(Ranked::name);
  }

  private record Ranked(String name, int distance) {}

  /** The optimal string alignment distance: Levenshtein's, where a swap of neighbours is one. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
