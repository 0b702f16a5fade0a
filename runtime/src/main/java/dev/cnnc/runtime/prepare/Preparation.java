package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is done to examples of one shape: the transforms in order, then the augmentations in
 * order. What augmentations take for black is what the transforms make of 0.
 */
public final class Preparation {
  private final Change[] changes;
  private final RandomChange[] randomChanges;
  private final List<Integer> shape;
  private final int elements;
  private final int room;

  /**
   * @throws IllegalArgumentException if a transform or augmentation does not suit the examples that
   *     reach it
   */
  public Preparation(
      List<Integer> source, List<Transform> transforms, List<Augmentation> augmentations) {
    List<Change> first = new ArrayList<>();
    List<RandomChange> then = new ArrayList<>();
    List<Integer> current = source;
    int most = ImageShape.elements(source);
    for (Transform transform : transforms) {
      Change change = transform.on(current);
      first.add(change);
      current = change.shape();
      most = Math.max(most, ImageShape.elements(current));
    }
    changes = first.toArray(Change[]::new);
    float[] black = augmentations.isEmpty() ? new float[0] : black(current, most);
    for (Augmentation augmentation : augmentations) {
      RandomChange change = augmentation.on(current, black);
      then.add(change);
      current = change.shape();
      most = Math.max(most, ImageShape.elements(current));
    }
    randomChanges = then.toArray(RandomChange[]::new);
    shape = List.copyOf(current);
    elements = ImageShape.elements(shape);
    room = most;
  }

  private float[] black(List<Integer> transformed, int most) {
    ImageShape image = ImageShape.of(transformed);
    Workspace workspace = new Workspace(most);
    transform(workspace);
    float[] black = new float[image.channels()];
    for (int c = 0; c < black.length; c++) {
      black[c] = workspace.values[c * image.plane()];
    }
    return black;
  }

  /** The shape of a prepared example. */
  public List<Integer> shape() {
    return shape;
  }

  /** What one thread works in. */
  public Workspace workspace() {
    return new Workspace(room);
  }

  /**
   * Prepares the example that lies in a workspace, without chance.
   *
   * @param target where it is written, from {@code position} on
   */
  public void prepare(Workspace workspace, float[] target, int position) {
    transform(workspace);
    for (RandomChange change : randomChanges) {
      change.rest(workspace.values, workspace.others);
      workspace.swap();
    }
    System.arraycopy(workspace.values, 0, target, position, elements);
  }

  /**
   * As {@link #prepare}, with the augmentations done.
   *
   * @param seed of the example's random numbers; each augmentation has a stream of its own
   */
  public void augment(Workspace workspace, long seed, float[] target, int position) {
    transform(workspace);
    for (int i = 0; i < randomChanges.length; i++) {
      workspace.random.restart(SplitMix64.mix(seed, i));
      randomChanges[i].apply(workspace.values, workspace.others, workspace.random);
      workspace.swap();
    }
    System.arraycopy(workspace.values, 0, target, position, elements);
  }

  private void transform(Workspace workspace) {
    for (Change change : changes) {
      change.apply(workspace.values, workspace.others);
      workspace.swap();
    }
  }

  /** Two arrays, between which examples go back and forth, and a generator of random numbers. */
  public static final class Workspace {
    private final SplitMix64 random = new SplitMix64(0);
    private float[] values;
    private float[] others;

    private Workspace(int room) {
      values = new float[room];
      others = new float[room];
    }

    /** Where the example is put, row-major from the beginning. */
    public float[] values() {
      return values;
    }

    private void swap() {
      float[] last = values;
      values = others;
      others = last;
    }
  }
}
