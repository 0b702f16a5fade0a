package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.elaborate.SettingCall;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.prepare.Augmentation;
import dev.cnnc.runtime.prepare.AugmentationKind;
import dev.cnnc.runtime.prepare.Transform;
import dev.cnnc.runtime.prepare.TransformKind;
import java.util.List;
import java.util.Optional;

/** What a {@code data} block does to examples: its transforms and augmentations. */
public record Preparations(List<SettingCall> transforms, List<SettingCall> augmentations) {
  /** Nothing is done. */
  public static final Preparations NONE = new Preparations(List.of(), List.of());

  public Preparations {
    transforms = List.copyOf(transforms);
    augmentations = List.copyOf(augmentations);
  }

  /** Those of a data block. */
  static Preparations of(DataSettings settings) {
    return new Preparations(settings.transforms(), settings.augmentations());
  }

  /** Whether images of any size come to the size that the script says. */
  public boolean resizes() {
    return has(TransformKind.RESIZE);
  }

  /**
   * The first transform that gives images a size. It may be done as they are read, before the
   * others: those are the same for all pixels of a channel and do not mind.
   */
  Optional<Transform> firstResize() {
    return transforms.stream()
        .filter(call -> call.name().equals(TransformKind.RESIZE.scriptName()))
        .findFirst()
        .map(call -> TransformKind.RESIZE.create(call.arguments()));
  }

  /** Whether images of three channels come to have one. */
  public boolean losesColours() {
    return has(TransformKind.GRAYSCALE);
  }

  private boolean has(TransformKind kind) {
    return transforms.stream().anyMatch(call -> call.name().equals(kind.scriptName()));
  }

  /**
   * A column as the network takes it, augmented where it is trained on.
   *
   * @throws CompilationException if its examples are of a shape that does not suit
   */
  public Column of(Column column) {
    for (int i = 1; i <= transforms.size(); i++) {
      tryOut(column, i, 0);
    }
    for (int i = 1; i <= augmentations.size(); i++) {
      tryOut(column, transforms.size(), i);
    }
    return with(column, transforms.size(), augmentations.size());
  }

  /** Refuses the last of the first so many transforms and augmentations if it does not suit. */
  private void tryOut(Column column, int first, int then) {
    try {
      with(column, first, then);
    } catch (IllegalArgumentException unsuitable) {
      SettingCall culprit = then == 0 ? transforms.get(first - 1) : augmentations.get(then - 1);
      throw Format.refused(
          culprit.span(),
          unsuitable.getMessage(),
          "the examples in the files have the shape " + column.shape());
    }
  }

  private Column with(Column column, int first, int then) {
    List<Transform> some =
        transforms.subList(0, first).stream()
            .map(call -> TransformKind.named(call.name()).create(call.arguments()))
            .toList();
    List<Augmentation> others =
        augmentations.subList(0, then).stream()
            .map(call -> AugmentationKind.named(call.name()).create(call.arguments()))
            .toList();
    return column.with(some, others);
  }
}
