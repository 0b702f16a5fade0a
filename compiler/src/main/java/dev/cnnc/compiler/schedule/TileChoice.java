package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

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

  /** C2 was seen to spill where more operands are kept, at half the speed. */
  private static final int MOST_HELD = 8;

  /** In bytes; what is larger is read from the second-level cache. */
  private static final long FIRST_LEVEL_CACHE = 32 << 10;

  /** What it costs to combine the lanes of an accumulator, in cycles. */
  static final int COMBINE_LANES = 12;

  /**
   * The tiles whose turns cost least in all, the best first: up to {@code most}, at least one. A
   * processor is taken to do two multiply-adds or two loads per cycle, to need four cycles for a
   * multiply-add, which the next turn waits for, and two cycles for a line from the second-level
   * cache.
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
    private final List<Ranked> found = new ArrayList<>();

    private record Ranked(TileChoice tile, double cost) {}

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
      // 32 vector registers with 16 lanes, 16 with fewer; single numbers gain from few.
      accumulators = lane.isEmpty() ? 8 : lanes == 16 ? 24 : 12;
      registers = lane.isEmpty() ? 12 : lanes == 16 ? 31 : 15;
    }

    List<TileChoice> ranked() {
      for (int vectors : VECTORS) {
        if (vectors <= Math.min(accumulators, vectorsInAll)) {
          sides(0, List.of(), vectors, vectors);
        }
      }
      return found.isEmpty()
          ? List.of(new TileChoice(List.of(), 1, ""))
          : found.stream().map(Ranked::tile).toList();
    }

    private void sides(int from, List<Schedule.Side> sides, int vectors, int elements) {
      for (String unrolled : unrollable) {
        consider(new TileChoice(sides, vectors, unrolled), elements);
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
            sides(next + 1, more, vectors, elements * size);
          }
        }
      }
    }

    private void consider(TileChoice choice, int elements) {
      int terms = elements * (choice.unrolled().isEmpty() ? 1 : profile.extent(choice.unrolled()));
      if (terms > MOST_TERMS) {
        return;
      }
      if (rank(cost(choice, elements, terms, Turn.leastCycles(elements, terms))) == most) {
        return;
      }
      Turn turn = new Turn(profile, choice, lane, lanes, reductions);
      if (elements + turn.held() + 1 > registers || turn.held() > MOST_HELD) {
        return;
      }
      double cost = cost(choice, elements, terms, turn.cycles(elements, terms));
      int rank = rank(cost);
      if (rank == most) {
        return;
      }
      if (!lane.isEmpty() && !choice.unrolled().isEmpty() && !turn.sharesReads()) {
        return; // many loads and little gained: C2 keeps the accumulators in memory
      }
      found.add(rank, new Ranked(choice.ordered(turn), cost));
      found.subList(Math.min(most, found.size()), found.size()).clear();
    }

    /** How many of those found are at least as good. */
    private int rank(double cost) {
      int rank = found.size();
      while (rank > 0 && cost < found.get(rank - 1).cost()) {
        rank--;
      }
      return rank;
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
      double far = side.index().equals(Schedule.EXAMPLE) ? 1.1 : 1;
      far *= 1 + 1e-9 * profile.stride(side.index());
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
      boolean whole =
          indices.contains(choice.unrolled())
              || choice.sides().stream().anyMatch(side -> indices.contains(side.index()));
      return whole ? factor : 1;
    }
  }

  /** The sides along which the operand moves that is kept in registers come last. */
  private TileChoice ordered(Turn turn) {
    List<Schedule.Side> ordered = new ArrayList<>(sides);
    ordered.sort(Comparator.comparing(side -> turn.isHeldAlong(side.index())));
    return new TileChoice(ordered, vectors, unrolled);
  }

  /** A turn of the innermost loop. */
  private static final class Turn {
    private final Profile profile;
    private final TileChoice choice;
    private final String lane;
    private final int lanes;
    private final List<String> reductions;

    /** How many registers each operand of {@link Profile#operands} takes. */
    private final int[] registers;

    /**
     * The operand that may come number by number, while the others are kept in registers: the one
     * with the most loads, unless its loads are shared by the terms that are written out.
     */
    private final int streamed;

    /** How many registers all operands take. */
    private final int loaded;

    Turn(Profile profile, TileChoice choice, String lane, int lanes, List<String> reductions) {
      this.profile = profile;
      this.choice = choice;
      this.lane = lane;
      this.lanes = lanes;
      this.reductions = reductions;
      List<Place> operands = profile.operands();
      registers = operands.stream().mapToInt(this::distinct).toArray();
      int most = 0;
      for (int i = 1; i < registers.length; i++) {
        boolean shared = isShared(i);
        boolean more = shared == isShared(most) ? registers[i] >= registers[most] : !shared;
        most = more ? i : most;
      }
      streamed = most;
      loaded = IntStream.of(registers).sum();
    }

    /** What a turn takes whatever it loads. */
    static double leastCycles(int elements, int terms) {
      return Math.max(terms / 2.0, 4.0 * terms / elements) + 1;
    }

    double cycles(int elements, int terms) {
      double loads = 0;
      for (int i = 0; i < registers.length; i++) {
        loads += loads(profile.operands().get(i), registers[i]);
      }
      // Loads compete for other things too: of equal tiles, the one with fewer is better.
      return Math.max(leastCycles(elements, terms), loads + 1) + 0.15 * (loaded + held());
    }

    /** How many registers the operands are kept in that are read again in a turn. */
    int held() {
      return registers.length == 0 ? 0 : loaded - registers[streamed];
    }

    /** Whether an operand that is kept in registers depends on an index. */
    boolean isHeldAlong(String index) {
      for (int i = 0; i < registers.length; i++) {
        if (i != streamed && profile.operands().get(i).linear().coefficient(index) != 0) {
          return true;
        }
      }
      return false;
    }

    private boolean isShared(int operand) {
      String unrolled = choice.unrolled();
      return !unrolled.isEmpty()
          && registers[operand]
              < distinct(profile.operands().get(operand), choice.sides())
                  * profile.extent(unrolled);
    }

    /** Whether terms that are written out read a quarter of an operand's numbers together. */
    boolean sharesReads() {
      Schedule.Side taps = new Schedule.Side(choice.unrolled(), profile.extent(choice.unrolled()));
      return profile.operands().stream()
          .filter(place -> place.linear().coefficient(taps.index()) != 0)
          .anyMatch(
              place -> {
                Set<Long> once = positions(place, choice.sides());
                List<Schedule.Side> all = new ArrayList<>(choice.sides());
                all.add(taps);
                return 4 * positions(place, all).size() <= 3 * once.size() * taps.size();
              });
    }

    private static Set<Long> positions(Place place, List<Schedule.Side> sides) {
      Set<Long> positions = Set.of(0L);
      for (Schedule.Side side : sides) {
        long step = place.linear().coefficient(side.index());
        Set<Long> more = new HashSet<>();
        for (int value = 0; value < side.size(); value++) {
          for (long position : positions) {
            more.add(position + step * value);
          }
        }
        positions = more;
      }
      return positions;
    }

    private int distinct(Place place) {
      List<Schedule.Side> sides = new ArrayList<>(choice.sides());
      if (!choice.unrolled().isEmpty()) {
        sides.add(new Schedule.Side(choice.unrolled(), profile.extent(choice.unrolled())));
      }
      return distinct(place, sides);
    }

    private int distinct(Place place, List<Schedule.Side> sides) {
      int count = (int) Profile.distinct(place, sides);
      return place.linear().coefficient(lane) == 0 ? count : count * choice.vectors();
    }

    /** How many loads the turn before did not do already, one step to the side. */
    private int fresh(Place place) {
      List<String> inner = new ArrayList<>(reductions);
      inner.remove(choice.unrolled());
      int step = inner.isEmpty() ? 0 : place.linear().coefficient(inner.get(inner.size() - 1));
      List<Schedule.Side> sides = new ArrayList<>(choice.sides());
      sides.removeIf(side -> step != 0 && place.linear().coefficient(side.index()) == step);
      return distinct(place, sides);
    }

    private double loads(Place place, int loads) {
      boolean vector = place.linear().coefficient(lane) != 0;
      long bytes = 4L * loads * (vector ? lanes : 1);
      for (String reduction : reductions) {
        boolean moves = place.linear().coefficient(reduction) != 0;
        bytes *= moves && !reduction.equals(choice.unrolled()) ? profile.extent(reduction) : 1;
      }
      // Arrays do not begin at a cache line, so a vector as long as one lies in two.
      double cycles = vector && lanes == 16 ? 1.25 * loads : loads / 2.0;
      if (bytes <= FIRST_LEVEL_CACHE) {
        return cycles;
      }
      // Numbers next to each other share a line, those of the next turns included.
      boolean contiguous =
          choice.sides().stream()
                  .anyMatch(s -> Math.abs(place.linear().coefficient(s.index())) == 1)
              || reductions.stream().anyMatch(r -> place.linear().coefficient(r) == 1);
      int fresh = fresh(place);
      double lines = vector ? fresh * lanes / 16.0 : contiguous ? fresh / 16.0 : fresh;
      return cycles + lines;
    }
  }
}
