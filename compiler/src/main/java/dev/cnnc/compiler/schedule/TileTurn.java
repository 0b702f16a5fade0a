package dev.cnnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A turn of a tile's innermost loop. A processor is taken to do two multiply-adds or two loads per
 * cycle, to need four cycles for a multiply-add, which the next turn waits for, and two cycles for
 * a line from the second-level cache.
 */
final class TileTurn {
  /**
   * In bytes; what is larger is read from the second-level cache. Less than what common processors
   * have, 32 KiB, as the other operands and the result lie there too.
   */
  private static final long FIRST_LEVEL_CACHE = 24 << 10;

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

  TileTurn(Profile profile, TileChoice choice, String lane, int lanes, List<String> reductions) {
    this.profile = profile;
    this.choice = choice;
    this.lane = lane;
    this.lanes = lanes;
    this.reductions = reductions;
    List<Place> operands = profile.operands();
    registers = new int[operands.size()];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = distinct(operands.get(i));
    }
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

  /**
   * What a turn takes.
   *
   * @param available how many registers there are for elements and operands
   */
  double cycles(int elements, int terms, int available) {
    double loads = 0;
    int far = 0;
    for (int i = 0; i < registers.length; i++) {
      Place place = profile.operands().get(i);
      double near = near(place, registers[i]);
      boolean fits = bytes(place, registers[i]) <= FIRST_LEVEL_CACHE;
      loads += fits ? near : near + lines(place);
      far += fits || !isVector(place) ? 0 : fresh(place);
    }
    // Vectors that come from far wait in registers: with more accumulators one took 15 % more.
    int missing = Math.max(0, elements + far - available);
    // Loads compete for other things too: of equal tiles, the one with fewer is better.
    double others = 0.15 * (loaded + held());
    return Math.max(leastCycles(elements, terms), loads + 1) + missing + others;
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
            < distinct(profile.operands().get(operand), choice.sides()) * profile.extent(unrolled);
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
    List<Schedule.Side> sides = new ArrayList<>();
    for (Schedule.Side side : choice.sides()) {
      int own = place.linear().coefficient(side.index());
      boolean same = step != 0 && own != 0 && step % own == 0 && step / own > 0;
      sides.add(same ? new Schedule.Side(side.index(), Math.min(side.size(), step / own)) : side);
    }
    return distinct(place, sides);
  }

  private boolean isVector(Place place) {
    return place.linear().coefficient(lane) != 0;
  }

  /** How many bytes the loop reads of an operand, whose loads are so many a turn. */
  private long bytes(Place place, int loads) {
    long bytes = 4L * loads * (isVector(place) ? lanes : 1);
    for (String reduction : reductions) {
      boolean moves = place.linear().coefficient(reduction) != 0;
      bytes *= moves && !reduction.equals(choice.unrolled()) ? profile.extent(reduction) : 1;
    }
    return bytes;
  }

  /** What loads from the first cache cost. */
  private double near(Place place, int loads) {
    // Arrays do not begin at a cache line, so a vector as long as one lies in two.
    return isVector(place) && lanes == 16 ? 1.25 * loads : loads / 2.0;
  }

  /** How many lines come from beyond the first cache. */
  private double lines(Place place) {
    // Numbers next to each other share a line, those of the next turns included.
    boolean contiguous =
        choice.sides().stream().anyMatch(s -> Math.abs(place.linear().coefficient(s.index())) == 1)
            || reductions.stream().anyMatch(r -> place.linear().coefficient(r) == 1);
    int fresh = fresh(place);
    return isVector(place) ? fresh * lanes / 16.0 : contiguous ? fresh / 16.0 : fresh;
  }
}
