package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the schedules of nests, and makes loops of them; once for equal nests, as equal layers of
 * a network have them.
 */
public final class EqualNests {
  private final int lanes;
  private final SelectSchedule select;
  private final Map<NumberOperands.Operand, Value> operands = new HashMap<>();
  private final Map<Key, Loops> known = new HashMap<>();

  private record Key(List<Nest> nests, Optional<Schedule> given) {}

  /**
   * What becomes of the nests of one comprehension.
   *
   * @param profiles of the nests, with merged indices
   * @param schedules one for each nest
   * @param notes what people should know of the schedules
   * @param partials the arrays that are needed besides the operands, for sums that are not whole
   * @param kernels the loops, over arrays by their number: operands in the order of their first
   *     use, then {@code partials}
   */
  record Loops(
      List<Profile> profiles,
      List<Schedule> schedules,
      List<String> notes,
      List<Partials> partials,
      List<CodedLoops> kernels) {}

  /**
   * An array for sums that are not whole.
   *
   * @param batched whether examples have some each
   */
  record Partials(Layout layout, boolean batched) {}

  /**
   * Loops, and the arrays that they are over.
   *
   * @param operands the numbers of buffers
   */
  record Numbered(Loops loops, List<Integer> operands) {}

  /**
   * @param options the lanes, the number of examples and the tuned schedules matter
   */
  public EqualNests(ScheduleOptions options) {
    this.lanes = options.lanes();
    this.select = new SelectSchedule(options);
  }

  /**
   * @param nests the pieces of a comprehension
   * @param given a schedule in place of those that would be chosen
   */
  Numbered lower(List<Nest> nests, Optional<Schedule> given) {
    NumberOperands numbering = new NumberOperands(operands);
    Key key = new Key(nests.stream().map(numbering::apply).toList(), given);
    List<Integer> buffers = numbering.buffers();
    return new Numbered(known.computeIfAbsent(key, k -> lower(k, buffers.size())), buffers);
  }

  private Loops lower(Key key, int operands) {
    Names names = new Names();
    List<Profile> profiles = new ArrayList<>();
    List<Schedule> schedules = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    List<Partials> partials = new ArrayList<>();
    List<JoinPieces.Piece> lowered = new ArrayList<>();
    for (Nest piece : key.nests()) {
      Nest nest = MergeIndices.merge(piece);
      Schedule schedule =
          key.given().map(s -> select.fit(s, nest)).orElseGet(() -> select.select(nest));
      select.note(nest, schedule).ifPresent(notes::add);
      Set<Integer> used = new HashSet<>(nest.buffers());
      int partial = Storage.NOWHERE;
      Optional<Partials> kept = partials(nest, schedule);
      if (kept.isPresent()) {
        partial = operands + partials.size();
        partials.add(kept.get());
        used.add(partial);
      }
      lowered.add(
          new JoinPieces.Piece(
              LowerNest.lower(nest, schedule, lanes, partial, names),
              schedule.lane().isEmpty() ? 1 : lanes,
              used));
      profiles.add(select.profile(nest));
      schedules.add(schedule);
    }
    List<CodedLoops> kernels = JoinPieces.join(lowered).stream().map(CodedLoops::of).toList();
    return new Loops(profiles, schedules, List.copyOf(notes), partials, kernels);
  }

  /** A vector for each element of a tile, or for each inner sum, and each task. */
  private Optional<Partials> partials(Nest nest, Schedule schedule) {
    int each;
    Optional<SeparableSum> separable = SeparableSum.of(nest, schedule.lane());
    if (separable.isPresent()) {
      if (separable.get().isWhole(schedule.reductions())) {
        return Optional.empty();
      }
      each = LowerSeparable.inner(separable.get(), schedule);
    } else if (nest.combinesLanes(schedule.lane(), lanes)) {
      Tile tile = new Tile(schedule.tile(), schedule.lane(), schedule.vectors(), lanes);
      each = tile.elements().size();
    } else {
      return Optional.empty();
    }
    int vector = schedule.lane().isEmpty() ? 1 : lanes;
    int tasks = LowerNest.tasks(nest, schedule, lanes);
    int numbers = Math.multiplyExact(tasks, Math.multiplyExact(each, vector));
    int interleaved = nest.batched() ? nest.interleaved() : 1;
    int length = Layouts.roundUp(numbers, interleaved);
    Layout layout =
        new Layout(List.of(length / interleaved), List.of(interleaved), 0, length, interleaved);
    return Optional.of(new Partials(layout, nest.batched()));
  }
}
