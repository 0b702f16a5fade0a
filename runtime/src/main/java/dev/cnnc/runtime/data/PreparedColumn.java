package dev.cnnc.runtime.data;

import dev.cnnc.runtime.prepare.Augmentation;
import dev.cnnc.runtime.prepare.Preparation;
import dev.cnnc.runtime.prepare.Transform;
import dev.cnnc.runtime.random.SplitMix64;
import java.util.List;

/** A column whose examples are changed when they are read. */
final class PreparedColumn implements Column {
  private final Column source;
  private final Preparation preparation;
  private final int elements;

  /** A thread makes its own once; so reading allocates nothing. */
  private final ThreadLocal<Preparation.Workspace> workspaces;

  PreparedColumn(Column source, List<Transform> transforms, List<Augmentation> augmentations) {
    this.source = source;
    if (source.isIntegers()) {
      throw new IllegalArgumentException("transforms change floats, the column holds integers");
    }
    preparation = new Preparation(source.shape(), transforms, augmentations);
    workspaces = ThreadLocal.withInitial(preparation::workspace);
    elements = Column.super.elements();
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public List<Integer> shape() {
    return preparation.shape();
  }

  @Override
  public int elements() {
    return elements;
  }

  @Override
  public boolean isIntegers() {
    return false;
  }

  @Override
  public void read(int example, float[] target, int position) {
    Preparation.Workspace workspace = workspaces.get();
    source.read(example, workspace.values(), 0);
    preparation.prepare(workspace, target, position);
  }

  @Override
  public void readAugmented(int example, long seed, float[] target, int position) {
    Preparation.Workspace workspace = workspaces.get();
    // What augmented the source draws numbers of its own.
    source.readAugmented(example, SplitMix64.mix(seed, -1), workspace.values(), 0);
    preparation.augment(workspace, seed, target, position);
  }

  @Override
  public void read(int example, int[] target, int position) {
    source.read(example, target, position);
  }
}
