package dev.cnnc.compiler.elaborate;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the files of a {@code data} block hold, with the settings that only this format has. */
public sealed interface DataFormat {
  /** A file of bytes with the inputs and one with the labels, as MNIST has. */
  record Idx() implements DataFormat {}

  /** One file with a tensor for each input, and the labels. */
  record SafeTensors() implements DataFormat {}

  /**
   * The binary version of CIFAR-10 or CIFAR-100.
   *
   * @param label which of the two labels of CIFAR-100
   */
  record CifarBinary(Optional<Label> label) implements DataFormat {
    /** The labels of CIFAR-100: 100 classes, or the 20 groups that they form. */
    public enum Label {
      FINE,
      COARSE
    }
  }

  /** A folder of images for each class. */
  record Images() implements DataFormat {}

  /**
   * A table as text: the first line names the columns.
   *
   * @param delimiter what stands between fields; empty if the file's name tells
   * @param quotes whether a field may stand in double quotes
   * @param inputs the columns of the model's inputs; empty for all that are neither label nor
   *     target
   * @param label the column of class names or numbers
   * @param target the columns of numbers that a regression compares with; may be none
   * @param tokenizer how a text is cut up; texts are none without
   * @param vocabulary how many different numbers tokens may have
   */
  record Csv(
      Optional<Character> delimiter,
      boolean quotes,
      Charset charset,
      List<String> inputs,
      Optional<String> label,
      List<String> target,
      Optional<SettingCall> tokenizer,
      OptionalInt vocabulary)
      implements DataFormat {
    public Csv {
      inputs = List.copyOf(inputs);
      target = List.copyOf(target);
    }
  }
}
