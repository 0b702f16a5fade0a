package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Takes divisors out of subscripts. In {@code x[(h + p - u) / s]} only those {@code u} count for
 * which {@code s} divides the numerator. For {@code h = s·q + r} these are {@code u = s·j + r'}
 * with {@code r' = (r + p) mod s}, and the position is {@code q - j + const}: one piece for each
 * {@code r}, without a division.
 *
 * <p>In general an index with coefficient {@code c} below a divisor {@code D} is split by its
 * period {@code D / gcd(D, c)}, and for each choice of residues of the free indices those residues
 * of the reduced ones are kept for which all numerators divide. Where more than one choice of the
 * latter remains, the reduced indices stay whole and terms are tested when they are computed. Where
 * windows lie side by side, one piece does ({@link EvenResidues}).
 */
final class SplitResidues {
  /** Above this many pieces, testing each term is the lesser evil. */
  private static final int MOST_PIECES = 36;

  private static final Set<String> RESERVED =
      Set.of(
          Schedule.EXAMPLE,
          Schedule.MEMBER,
          "batch",
          "task",
          "first_example",
          "end_example",
          "first_of_chunk",
          "first_column");

  private final Comprehension comprehension;
  private final List<Subscript.Position> divided = new ArrayList<>();
  private final Map<String, Integer> periods = new HashMap<>();

  private SplitResidues(Comprehension comprehension) {
    this.comprehension = comprehension;
  }

  static List<Piece> split(Comprehension comprehension) {
    return new SplitResidues(comprehension).split();
  }

  private List<Piece> split() {
    for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
      for (Subscript subscript : access.subscripts()) {
        if (subscript instanceof Subscript.Position position && position.divisor() > 1) {
          divided.add(position);
          position
              .numerator()
              .forEach((index, c) -> addPeriod(index, period(position.divisor(), c)));
        }
      }
    }
    if (divided.isEmpty()) {
      return List.of(piece(Map.of(), Map.of(), false));
    }
    if (count(comprehension.free()) > MOST_PIECES
        || count(comprehension.free()) * count(comprehension.reduced()) > 10_000) {
      periods.clear();
      return List.of(piece(residues(comprehension.free()).get(0), Map.of(), false));
    }
    Optional<Piece> even = even();
    if (even.isPresent()) {
      return List.of(even.get());
    }
    List<Piece> pieces = new ArrayList<>();
    List<Map<String, Integer>> reduced = residues(comprehension.reduced());
    for (Map<String, Integer> free : residues(comprehension.free())) {
      pieces.add(piece(free, fitting(free, reduced)));
    }
    return pieces;
  }

  /** A single piece, if each result has one term for each value of the other reduced indices. */
  private Optional<Piece> even() {
    boolean whole =
        comprehension.free().stream().allMatch(index -> index.extent() % period(index) == 0)
            && comprehension.reduced().stream()
                .allMatch(index -> period(index) == 1 || period(index) == index.extent());
    if (!whole || count(comprehension.free()) == 1) {
      return Optional.empty();
    }
    Map<Map<String, Integer>, Map<String, Integer>> only = new HashMap<>();
    List<Map<String, Integer>> reduced = residues(comprehension.reduced());
    for (Map<String, Integer> free : residues(comprehension.free())) {
      List<Map<String, Integer>> fitting = fitting(free, reduced);
      if (fitting.size() != 1) {
        return Optional.empty();
      }
      only.put(free, fitting.get(0));
    }
    return new EvenResidues(comprehension, divided, periods, only).piece();
  }

  private static int period(int divisor, int coefficient) {
    return divisor / gcd(divisor, Math.abs(coefficient));
  }

  private void addPeriod(String index, int period) {
    periods.merge(index, period, (a, b) -> a / gcd(a, b) * b);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private int period(Index index) {
    return periods.getOrDefault(index.name(), 1);
  }

  private long count(List<Index> indices) {
    return indices.stream()
        .mapToLong(index -> Math.min(period(index), index.extent()))
        .reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
  }

  /** All choices of residues, for indices that have values of them. */
  private List<Map<String, Integer>> residues(List<Index> indices) {
    List<Map<String, Integer>> all = List.of(Map.of());
    for (Index index : indices) {
      List<Map<String, Integer>> longer = new ArrayList<>();
      for (Map<String, Integer> residues : all) {
        for (int r = 0; r < Math.min(period(index), index.extent()); r++) {
          Map<String, Integer> with = new HashMap<>(residues);
          with.put(index.name(), r);
          longer.add(with);
        }
      }
      all = longer;
    }
    return all;
  }

  /** Those residues of the reduced indices for which all divisions come out even. */
  private List<Map<String, Integer>> fitting(
      Map<String, Integer> free, List<Map<String, Integer>> reduced) {
    List<Map<String, Integer>> fitting = new ArrayList<>();
    for (Map<String, Integer> residues : reduced) {
      ToIntFunction<String> values =
          index -> residues.containsKey(index) ? residues.get(index) : free.get(index);
      boolean even = true;
      for (Subscript.Position position : divided) {
        even = even && position.numerator().evaluate(values) % position.divisor() == 0;
      }
      if (even) {
        fitting.add(residues);
      }
    }
    return fitting;
  }

  private Piece piece(Map<String, Integer> free, List<Map<String, Integer>> fitting) {
    return switch (fitting.size()) {
      case 0 -> piece(free, Map.of(), true);
      case 1 -> piece(free, fitting.get(0), false);
      default -> piece(free, Map.of(), false);
    };
  }

  private Piece piece(Map<String, Integer> free, Map<String, Integer> reduced, boolean empty) {
    Map<String, Affine> indices = new HashMap<>();
    List<Index> ownFree = new ArrayList<>();
    for (Index index : comprehension.free()) {
      ownFree.add(split(index, period(index), free.getOrDefault(index.name(), 0), indices));
    }
    List<Index> ownReduced = new ArrayList<>();
    for (Index index : comprehension.reduced()) {
      Integer residue = reduced.get(index.name());
      int period = residue == null ? 1 : period(index);
      ownReduced.add(split(index, period, residue == null ? 0 : residue, indices));
    }
    return new Piece(ownFree, ownReduced, indices, empty);
  }

  /** What an index is called in the loops of a kernel. */
  static String variable(Index index) {
    // Variables of kernels are called so, or end in a number.
    boolean taken = RESERVED.contains(index.name()) || isNumbered(index.name());
    return taken ? index.name() + "_" : index.name();
  }

  /** Whether a name ends as in {@code sum_12}. */
  private static boolean isNumbered(String name) {
    int stem = name.length();
    while (stem > 0 && name.charAt(stem - 1) >= '0' && name.charAt(stem - 1) <= '9') {
      stem--;
    }
    return stem < name.length() && stem > 0 && name.charAt(stem - 1) == '_';
  }

  /** {@code index = period·own + residue} */
  private static Index split(Index index, int period, int residue, Map<String, Affine> indices) {
    String name = variable(index);
    indices.put(index.name(), Affine.index(name).times(period).plus(residue));
    return new Index(name, (index.extent() - residue + period - 1) / period);
  }
}
