package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One piece for all residues of a comprehension, where each has exactly one term for each value of
 * the other reduced indices: windows that lie side by side, as in {@code sum[u < s] x[u, (h - u) /
 * s]}, of which only {@code u = h mod s} counts. With {@code h = s·q + r} that is {@code x[r, q]},
 * and {@code r} is an index as any other: a tile along it reads once what all its elements share.
 *
 * @param comprehension with subscripts that have divisors
 * @param divided these subscripts
 * @param periods of the indices below a divisor; it divides their extents
 * @param residues for each choice of residues of the free indices the only one of the reduced
 *     indices for which the divisions come out even
 */
record EvenResidues(
    Comprehension comprehension,
    List<Subscript.Position> divided,
    Map<String, Integer> periods,
    Map<Map<String, Integer>, Map<String, Integer>> residues) {

  /** The piece; empty if the residues of reduced indices are no linear functions of the others. */
  Optional<Piece> piece() {
    Set<String> taken = new HashSet<>();
    List<Index> all = new ArrayList<>(comprehension.free());
    all.addAll(comprehension.reduced());
    all.forEach(index -> taken.add(SplitResidues.variable(index)));
    Map<String, Affine> indices = new HashMap<>();
    Map<String, Affine> ownResidues = new HashMap<>();
    List<Index> free = new ArrayList<>();
    for (Index index : comprehension.free()) {
      String name = SplitResidues.variable(index);
      int period = periods.getOrDefault(index.name(), 1);
      free.add(new Index(name, index.extent() / period));
      indices.put(index.name(), Affine.index(name).times(period));
      if (period > 1) {
        String residue = unique(name + "_residue", taken);
        free.add(new Index(residue, period));
        ownResidues.put(index.name(), Affine.index(residue));
        indices.put(index.name(), indices.get(index.name()).plus(Affine.index(residue)));
      }
    }
    List<Index> reduced = new ArrayList<>();
    for (Index index : comprehension.reduced()) {
      String name = SplitResidues.variable(index);
      if (periods.getOrDefault(index.name(), 1) > 1) {
        Optional<Affine> value = inTermsOf(index.name(), ownResidues);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        indices.put(index.name(), value.get());
      } else {
        reduced.add(new Index(name, index.extent()));
        indices.put(index.name(), Affine.index(name));
      }
    }
    Piece piece = new Piece(free, reduced, indices, false);
    boolean whole = divided.stream().allMatch(p -> piece.rewrite(p).divisor() == 1);
    return whole ? Optional.of(piece) : Optional.empty();
  }

  private static String unique(String wanted, Set<String> taken) {
    String name = wanted;
    while (!taken.add(name)) {
      name += "_";
    }
    return name;
  }

  /** A reduced index as a residue plus a number, or a number less a residue. */
  private Optional<Affine> inTermsOf(String index, Map<String, Affine> ownResidues) {
    for (Map.Entry<String, Affine> residue : ownResidues.entrySet()) {
      for (int sign : new int[] {1, -1}) {
        Set<Integer> rests = new HashSet<>();
        residues.forEach(
            (free, reduced) -> rests.add(reduced.get(index) - sign * free.get(residue.getKey())));
        if (rests.size() == 1) {
          return Optional.of(residue.getValue().times(sign).plus(rests.iterator().next()));
        }
      }
    }
    return Optional.empty();
  }
}
