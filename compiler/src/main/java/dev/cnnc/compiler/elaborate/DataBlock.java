package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the settings of a {@code data} block, all of them, so that all errors are reported. */
final class DataBlock {
  /** All settings that a block of some format may have. */
  static final List<String> SETTINGS =
      Stream.concat(
              Stream.of(
                  "format",
                  "train",
                  "test",
                  "transform",
                  "augment",
                  "shuffle",
                  "labels",
                  "labels_file"),
              FormatSettings.names().stream())
          .toList();

  private final Frame frame;
  private final Settings settings;
  private final SettingCalls calls;

  DataBlock(Frame frame, Settings settings, SettingCalls calls) {
    this.frame = frame;
    this.settings = settings;
    this.calls = calls;
  }

  /** Empty, and reported, if the block does not say where to find which data. */
  Optional<DataSettings> read(Definition.Data block) {
    Optional<DataFormat> format = new FormatSettings(frame, settings, calls).read();
    boolean complete = format.isPresent() & settings.require("train").isPresent();
    Optional<Split> split = split();
    List<SettingCall> transforms = calls.transforms(settings.find("transform"));
    List<SettingCall> augmentations = calls.augmentations(settings.find("augment"));
    boolean shuffle = settings.truth("shuffle", true);
    List<String> train = settings.texts("train");
    List<String> test = testIsCall() ? List.of() : settings.texts("test");
    List<String> labels = settings.texts("labels");
    DataSettings.repeated(labels)
        .ifPresent(name -> wrong("labels", "two classes are called \"" + name + "\""));
    Optional<String> labelsFile = settings.text("labels_file");
    if (labelsFile.isPresent() && !labels.isEmpty()) {
      wrong("labels_file", "the classes have their names from labels already");
    }
    return complete
        ? Optional.of(
            new DataSettings(
                block.name().text(),
                format.get(),
                train,
                test,
                split,
                transforms,
                augmentations,
                shuffle,
                labels,
                labelsFile,
                block.span()))
        : Optional.empty();
  }

  /** {@code test = split(0.1)} */
  private Optional<Split> split() {
    Optional<SettingCall> call =
        testIsCall() ? calls.split(settings.find("test").get()) : Optional.empty();
    if (call.isEmpty()) {
      return Optional.empty();
    }
    double fraction = call.get().arguments().get("fraction").get(0);
    double seed = call.get().arguments().getOrDefault("seed", List.of(0.0)).get(0);
    if (!(fraction > 0 && fraction < 1) || seed < 0 || seed != Math.rint(seed)) {
      wrong("test", "split takes a fraction between 0 and 1, and a whole number as seed");
      return Optional.empty();
    }
    return Optional.of(new Split(fraction, (long) seed));
  }

  private boolean testIsCall() {
    return settings
        .find("test")
        .filter(t -> t instanceof Expression.Call || t instanceof Expression.Reference)
        .isPresent();
  }

  private void wrong(String setting, String message) {
    Expression written = settings.find(setting).orElseThrow();
    frame.report(Code.SETTING_VALUE, written.span(), message);
  }
}
