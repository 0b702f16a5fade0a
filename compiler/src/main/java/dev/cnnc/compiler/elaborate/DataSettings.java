package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code data} block says.
 *
 * @param train the files to train on, as written
 * @param test the files to test on, as written; may be none
 * @param split what part of the training examples is tested on, where there are no files for it
 * @param transforms what is done to each example, in order
 * @param augmentations what is done to each example at random in training, in order
 * @param shuffle whether the examples come in a new order in each epoch
 * @param labels the names of the classes, in the order of their labels; may be none
 * @param labelsFile a file that holds them, a line each, as written
 * @param span the whole block
 */
public record DataSettings(
    String name,
    DataFormat format,
    List<String> train,
    List<String> test,
    Optional<Split> split,
    List<SettingCall> transforms,
    List<SettingCall> augmentations,
    boolean shuffle,
    List<String> labels,
    Optional<String> labelsFile,
    SourceSpan span) {
  public DataSettings {
    train = List.copyOf(train);
    test = List.copyOf(test);
    transforms = List.copyOf(transforms);
    augmentations = List.copyOf(augmentations);
    labels = List.copyOf(labels);
  }

  /** Whether there are examples to test on. */
  public boolean hasTest() {
    return !test.isEmpty() || split.isPresent();
  }

  /** The first name that is there before: each class needs one of its own. */
  public static Optional<String> repeated(List<String> labels) {
    Set<String> seen = new HashSet<>();
    return labels.stream().filter(label -> !seen.add(label)).findFirst();
  }
}
