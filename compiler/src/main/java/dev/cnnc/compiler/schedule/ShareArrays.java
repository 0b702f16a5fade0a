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
    List<List<Integer>> shared = new ArrayList<>();
    for (int buffer : order) {
      List<Integer> array =
          shared.stream().filter(others -> fits(buffer, others)).findFirst().orElse(null);
      if (array == null) {
        array = new ArrayList<>();
        shared.add(array);
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

  private boolean fits(int buffer, List<Integer> others) {
    Buffer own = buffers.get(buffer);
    Buffer first = buffers.get(others.get(0));
    boolean sameKind =
        own.integers() == first.integers()
            && own.batched() == first.batched()
            && bordered.contains(buffer) == bordered.contains(others.get(0))
            && (!bordered.contains(buffer) || own.layout().equals(first.layout()));
    return sameKind && others.stream().noneMatch(o -> lives.get(o).meets(lives.get(buffer)));
  }
}
