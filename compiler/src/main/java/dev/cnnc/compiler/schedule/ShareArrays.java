package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts temporary values that are never needed at the same time into one array. A value lives from
 * the first step that touches it to the last; one that is read after the run lives to its end.
 *
 * <p>The largest buffers choose first, and take the first array that is free for their life and of
 * their kind ("greedy by size", Pisarchyk and Lee 2020): an array is then as long as its first
 * buffer. A border of zeros is written once, when the array is made, so a buffer that has one
 * shares with buffers of the very same layout only.
 */
final class ShareArrays {
  private final List<Buffer> buffers;
  private final Set<Integer> bordered;
  private final Map<Integer, Life> lives = new HashMap<>();

  /** The steps at which a buffer must hold what was written to it, the last included. */
  private record Life(int first, int last) {
    boolean meets(Life other) {
      return first <= other.last && other.first <= last;
    }
  }

  /**
   * What buffers have in common that can share an array.
   *
   * @param bordered the layout, if there is a border
   */
  private record Kind(boolean integers, boolean batched, Optional<Layout> bordered) {}

  private ShareArrays(List<Buffer> buffers, Set<Integer> bordered) {
    this.buffers = buffers;
    this.bordered = bordered;
  }

  /**
   * @param kernels in the order in which they run
   * @param bordered the buffers that have a border of zeros
   * @param kept the buffers that are read after the run
   * @return for each buffer the number of its array, that of one of the array's buffers
   */
  static List<Integer> assign(
      List<Buffer> buffers, List<Kernel> kernels, Set<Integer> bordered, Set<Integer> kept) {
    ShareArrays sharing = new ShareArrays(buffers, bordered);
    sharing.findLives(kernels, kept);
    return sharing.assign();
  }

  private void findLives(List<Kernel> kernels, Set<Integer> kept) {
    for (int step = 0; step < kernels.size(); step++) {
      for (int buffer : kernels.get(step).buffers()) {
        int now = step;
        lives.merge(buffer, new Life(now, now), (life, use) -> new Life(life.first(), now));
      }
    }
    for (int buffer : kept) {
      lives.computeIfPresent(buffer, (b, life) -> new Life(life.first(), kernels.size()));
    }
  }

  private List<Integer> assign() {
    List<Integer> arrays = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int buffer = 0; buffer < buffers.size(); buffer++) {
      arrays.add(buffer);
      if (buffers.get(buffer).role() == Role.TEMPORARY && lives.containsKey(buffer)) {
        order.add(buffer);
      }
    }
    order.sort(Comparator.comparing((Integer buffer) -> -length(buffer)));
    Map<Kind, List<List<Integer>>> shared = new HashMap<>();
    for (int buffer : order) {
      List<List<Integer>> alike = shared.computeIfAbsent(kind(buffer), k -> new ArrayList<>());
      List<Integer> array =
          alike.stream().filter(others -> isFree(others, buffer)).findFirst().orElse(null);
      if (array == null) {
        array = new ArrayList<>();
        alike.add(array);
      }
      array.add(buffer);
      arrays.set(buffer, array.get(0));
    }
    return arrays;
  }

  private int length(int buffer) {
    Layout layout = buffers.get(buffer).layout();
    return layout.length() / layout.interleaved();
  }

  private Kind kind(int number) {
    Buffer buffer = buffers.get(number);
    return new Kind(
        buffer.integers(),
        buffer.batched(),
        bordered.contains(number) ? Optional.of(buffer.layout()) : Optional.empty());
  }

  /** Whether an array is free for the life of a buffer. */
  private boolean isFree(List<Integer> others, int buffer) {
    Life life = lives.get(buffer);
    boolean free = true;
    for (int i = 0; free && i < others.size(); i++) {
      free = !lives.get(others.get(i)).meets(life);
    }
    return free;
  }
}
