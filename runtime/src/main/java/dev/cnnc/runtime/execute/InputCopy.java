package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.parallel.Tasks;
import dev.cnnc.runtime.parallel.Team;

/**
 * Copies an input into its layout on a team, a group of interleaved examples a task. It is the
 * tasks of the copy at hand itself, so that none is allocated. The first step of a run then finds
 * the team's threads awake.
 */
final class InputCopy implements Tasks {
  /** How many elements are copied in about a microsecond. */
  private static final int ELEMENTS_PER_MICROSECOND = 2000;

  private final Team team;
  private LayoutCopy copy;
  private float[] rows;
  private float[] array;
  private int first;
  private int examples;

  InputCopy(Team team) {
    this.team = team;
  }

  /**
   * @param values row-major
   * @param skipped how many of their examples are left out
   */
  void scatter(LayoutCopy layout, float[] values, int skipped, float[] target, int count) {
    copy = layout;
    rows = values;
    first = skipped;
    array = target;
    examples = count;
    int group = layout.interleaved();
    int grain = Math.max(1, ELEMENTS_PER_MICROSECOND / group / layout.elements());
    team.run((count - 1) / group + 1, grain, this);
    rows = null; // the caller's array is not kept
  }

  @Override
  public void run(int from, int to) {
    int group = copy.interleaved();
    copy.scatter(rows, first, array, from * group, Math.min(to * group, examples));
  }
}
