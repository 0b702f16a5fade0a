package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;

/**
 * What a {@code data} block says.
 *
 * @param format {@code idx}, {@code safetensors}, …
 * @param train the files to train on, as written
 * @param test the files to test on, as written; may be none
 * @param transforms what is done to each example, in order
 * @param augmentations what is done to each example at random in training, in order
 * @param shuffle whether the examples come in a new order in each epoch
 * @param labels the names of the classes, in the order of their labels; may be none
 * @param span the whole block
 */
public record DataSettings(
    String name,
    String format,
    List<String> train,
    List<String> test,
    List<SettingCall> transforms,
    List<SettingCall> augmentations,
    boolean shuffle,
    List<String> labels,
    SourceSpan span) {
  public DataSettings {
    train = List.copyOf(train);
    test = List.copyOf(test);
    transforms = List.copyOf(transforms);
    augmentations = List.copyOf(augmentations);
    labels = List.copyOf(labels);
  }
}
