package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tile of a contraction: its sides beside the lanes, how many vectors, and the reduced index
 * whose terms are written out, so that what several of them read is loaded once: neighbouring
 * pixels for the taps of a window.
 *
 * @param unrolled empty for none
 */
record TileChoice(List<Schedule.Side> sides, int vectors, String unrolled) {
  /** Sizes that are tried for a side. */
  private static final int[] SIZES = {2, 3, 4, 5, 6, 7, 8, 10, 12};

  /** How many vectors are tried; with many, the rows of a matrix are read in long pieces. */
  private static final int[] VECTORS = {1, 2, 3, 4, 6, 8, 12, 16};

  private static final int MOST_SIDES = 3;

  /** Reduced indices with up to this many values may be written out. */
  private static final int MOST_UNROLLED = 7;

  /** With more multiply-adds in a loop's body, C2 spills. */
  private static final int MOST_TERMS = 72;

  /** C2 was seen to spill where more operands are kept, at half the speed ... */
  private static final int MOST_HELD = 8;

  /** ... but not where these and the accumulators fill no more of 32 registers; others as them. */
  private static final double FEW_REGISTERS = 0.6;

  /** What it costs to combine the lanes of an accumulator, in cycles. */
  static final int COMBINE_LANES = 12;

  /**
   * The tiles whose {@linkplain TileTurn turns} cost least in all, the best first: up to {@code
   * most}, at least one.
   *
   * @param reductions the reduction loops around the tile
   */
  static List<TileChoice> ranked(
      Profile profile,
      String lane,
      int vectorsInAll,
      int lanes,
      List<String> reductions,
      int most) {
    return new Search(profile, lane, vectorsInAll, lanes, reductions, most).ranked();
  }

  /** How many values of an index the tile has. */
  int size(String index) {
    return sides.stream()
        .filter(side -> side.index().equals(index))
        .mapToInt(Schedule.Side::size)
        .findFirst()
        .orElse(1);
  }

  private static final class Search {
    private final Profile profile;
    private final String lane;
    private final int lanes;
    private final int vectorsInAll;
    private final List<String> reductions;
    private final List<String> indices = new ArrayList<>();
    private final List<String> unrollable = new ArrayList<>(List.of(""));
    private final List<Border> borders;
    private final int accumulators;
    private final int registers;
    private final int most;
    private final boolean combinesLanes;
    private final double steps;

    /** What it costs that the reads of a side are apart. */
    private final Map<String, Double> distances = new HashMap<>();

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Candidate> found = new ArrayList<>();

    /**
     * A tile, the {@code number}th that comes into question.
     *
     * @param cost what it costs, or at least costs
     */
    private record Candidate(TileChoice tile, int elements, int terms, int number, double cost) {
      Candidate costing(double exactly) {
        return new Candidate(tile, elements, terms, number, exactly);
      }

      /** Of those that cost the same, the one that came first is better. */
      boolean isBetterThan(Candidate other) {
        return cost < other.cost || cost == other.cost && number < other.number;
      }
    }

    Search(
        Profile profile,
        String lane,
        int vectorsInAll,
        int lanes,
        List<String> reductions,
        int most) {
      this.most = most;
      this.profile = profile;
      this.lane = lane;
      this.lanes = lanes;
      this.vectorsInAll = vectorsInAll;
      this.reductions = reductions;
      Nest nest = profile.nest();
      this.combinesLanes = nest.combinesLanes(lane, lanes);
      this.steps = profile.steps(lane);
      this.borders = nest.zeros().stream().map(zero -> Border.of(profile, zero)).toList();
      for (Index index : nest.free()) {
        boolean sized = index.extent() > 1 && !nest.guarded(index.name());
        if (sized && !index.name().equals(lane) && !index.name().equals(Schedule.MEMBER)) {
          indices.add(index.name());
        }
      }
      if (nest.batched()) {
        indices.add(Schedule.EXAMPLE);
      }
      for (Index index : nest.reduced()) {
        boolean few = index.extent() > 1 && index.extent() <= MOST_UNROLLED;
        boolean last = nest.reduced().stream().filter(i -> i.extent() > 1).count() == 1;
        if (few && !last && !nest.guarded(index.name()) && reductions.contains(index.name())) {
          unrollable.add(index.name());
        }
      }
      for (String index : indices) {
        double example = index.equals(Schedule.EXAMPLE) ? 1.1 : 1;
        distances.put(index, example * (1 + 1e-9 * profile.stride(index)));
      }
      // 32 vector registers with 16 lanes, 16 with fewer; single numbers gain from few.
      accumulators = lane.isEmpty() ? 8 : lanes == 16 ? 24 : 12;
      registers = lane.isEmpty() ? 12 : lanes == 16 ? 31 : 15;
    }

    List<TileChoice> ranked() {
      for (int vectors : VECTORS) {
        if (vectors <= Math.min(accumulators, vectorsInAll)) {
          addSides(0, List.of(), vectors, vectors);
        }
      }
      candidates.sort(Comparator.comparingDouble(Candidate::cost));
      for (Candidate candidate : candidates) {
        if (found.size() == most && candidate.cost() > found.get(most - 1).cost()) {
          break; // so does each one after it
        }
        consider(candidate);
      }
      return found.isEmpty()
          ? List.of(new TileChoice(List.of(), 1, ""))
          : found.stream().map(this::ordered).toList();
    }

    /** Adds tiles with {@code sides} and all that can be made of them with more indices. */
    private void addSides(int from, List<Schedule.Side> sides, int vectors, int elements) {
      for (String unrolled : unrollable) {
        int terms = elements * (unrolled.isEmpty() ? 1 : profile.extent(unrolled));
        if (terms <= MOST_TERMS) {
          TileChoice tile = new TileChoice(sides, vectors, unrolled);
          double least = cost(tile, elements, terms, TileTurn.leastCycles(elements, terms));
          candidates.add(new Candidate(tile, elements, terms, candidates.size(), least));
        }
      }
      if (sides.size() == MOST_SIDES) {
        return;
      }
      for (int next = from; next < indices.size(); next++) {
        String index = indices.get(next);
        for (int size : SIZES) {
          if (size <= profile.extent(index) && elements * size <= accumulators) {
            List<Schedule.Side> more = new ArrayList<>(sides);
            more.add(new Schedule.Side(index, size));
            addSides(next + 1, more, vectors, elements * size);
          }
        }
      }
    }

    /** The sides along which the operand moves that is kept in registers come last. */
    private TileChoice ordered(Candidate candidate) {
      TileChoice tile = candidate.tile();
      TileTurn turn = new TileTurn(profile, tile, lane, lanes, reductions);
      List<Schedule.Side> sides = new ArrayList<>(tile.sides());
      sides.sort(Comparator.comparing(side -> turn.isHeldAlong(side.index())));
      return new TileChoice(sides, tile.vectors(), tile.unrolled());
    }

    /** Keeps a tile if it is one of the best so far. */
    private void consider(Candidate candidate) {
      TileChoice tile = candidate.tile();
      int elements = candidate.elements();
      TileTurn turn = new TileTurn(profile, tile, lane, lanes, reductions);
      int used = elements + turn.held();
      if (used + 1 > registers || turn.held() > MOST_HELD && used > FEW_REGISTERS * registers) {
        return;
      }
      int terms = candidate.terms();
      double cycles = turn.cycles(elements, terms, registers);
      Candidate exact = candidate.costing(cost(tile, elements, terms, cycles));
      int rank = found.size();
      while (rank > 0 && exact.isBetterThan(found.get(rank - 1))) {
        rank--;
      }
      if (rank == most) {
        return;
      }
      if (!lane.isEmpty() && !tile.unrolled().isEmpty() && !turn.sharesReads()) {
        return; // many loads and little gained: C2 keeps the accumulators in memory
      }
      found.add(rank, exact);
      found.subList(Math.min(most, found.size()), found.size()).clear();
    }

    /**
     * What a term costs in all.
     *
     * @param cycles of a turn
     */
    private double cost(TileChoice choice, int elements, int terms, double cycles) {
      double overhead = elements * (combinesLanes ? COMBINE_LANES : 2);
      double cost = cycles / terms + (overhead + 10) / elements / steps;
      for (Schedule.Side side : choice.sides()) {
        cost *= waste(side, terms);
      }
      for (Border border : borders) {
        cost *= border.waste(choice);
      }
      int rest = vectorsInAll % choice.vectors();
      return cost * (rest == 0 ? 1 : 1.04 + 0.3 * (choice.vectors() - rest) / vectorsInAll);
    }

    /** What is left over takes code of its own, and does not fill the registers. */
    private double waste(Schedule.Side side, int terms) {
      int extent = profile.extent(side.index());
      int rest = extent % side.size();
      double far = distances.get(side.index());
      double code = 1.01 + terms / 1500.0;
      return far * (rest == 0 ? 1 : code + 0.5 * (side.size() - rest) / extent);
    }
  }

  /**
   * A loop over a window is clipped to what lies inside of the border; along a side of a tile, and
   * where it is written out, it is not, and multiplies zeros.
   *
   * @param factor how many terms there are for each one inside
   */
  private record Border(Set<String> indices, double factor) {
    static Border of(Profile profile, Guard zero) {
      List<Integer> values = List.of(zero.value().constant());
      for (String index : zero.value().indices()) {
        int step = zero.value().coefficient(index);
        List<Integer> more = new ArrayList<>();
        for (int value : values) {
          for (int i = 0; i < profile.extent(index); i++) {
            more.add(value + i * step);
          }
        }
        values = more;
      }
      long inside = values.stream().filter(v -> v >= 0 && v < zero.extent()).count();
      double factor = (double) values.size() / Math.max(1, inside);
      return new Border(Set.copyOf(zero.value().indices()), factor);
    }

    double waste(TileChoice choice) {
      boolean whole = indices.contains(choice.unrolled());
      for (Schedule.Side side : choice.sides()) {
        whole |= indices.contains(side.index());
      }
      return whole ? factor : 1;
    }
  }
}
