package dev.cnnc.runtime.prepare;

import static dev.cnnc.runtime.argument.Argument.optional;
import static dev.cnnc.runtime.argument.Argument.required;
import static dev.cnnc.runtime.argument.Argument.requiredList;

import dev.cnnc.runtime.argument.Argument;
import dev.cnnc.runtime.argument.Arguments;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The augmentations that a script may name, as {@link TransformKind} for transforms. */
public enum AugmentationKind {
  /** See {@link Augmentation#randomCrop}. A size of two numbers is a height and a width. */
  RANDOM_CROP(requiredList("size"), optional("padding", 0)) {
    @Override
    Augmentation of(Map<String, List<Double>> arguments) {
      List<Double> size = arguments.get("size");
      if (size.size() > 2) {
        throw new IllegalArgumentException(
            "size must be one number, or a height and a width, found " + size);
      }
      return Augmentation.randomCrop(
          WholeNumbers.of(size.get(0), "size"),
          WholeNumbers.of(size.get(size.size() - 1), "size"),
          WholeNumbers.of(arguments, "padding"));
    }
  },
  /** See {@link Augmentation#randomFlip}. */
  RANDOM_FLIP(optional("p", 0.5)) {
    @Override
    Augmentation of(Map<String, List<Double>> arguments) {
      return Augmentation.randomFlip(arguments.get("p").get(0));
    }
  },
  /** See {@link Augmentation#randomShift}. */
  RANDOM_SHIFT(required("pixels")) {
    @Override
    Augmentation of(Map<String, List<Double>> arguments) {
      return Augmentation.randomShift(arguments.get("pixels").get(0));
    }
  },
  /** See {@link Augmentation#randomRotate}. */
  RANDOM_ROTATE(required("degrees")) {
    @Override
    Augmentation of(Map<String, List<Double>> arguments) {
      return Augmentation.randomRotate(arguments.get("degrees").get(0));
    }
  },
  /** See {@link Augmentation#cutout}. */
  CUTOUT(required("size")) {
    @Override
    Augmentation of(Map<String, List<Double>> arguments) {
      return Augmentation.cutout(WholeNumbers.of(arguments, "size"));
    }
  };

  private final List<Argument> arguments;

  AugmentationKind(Argument... arguments) {
    this.arguments = List.of(arguments);
  }

  /** As it is written in a script: {@code random_crop}. */
  public String scriptName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its arguments, in the order in which they may be given without names. */
  public List<Argument> arguments() {
    return arguments;
  }

  /**
   * @throws IllegalArgumentException if no augmentation has that name
   */
  public static AugmentationKind named(String scriptName) {
    for (AugmentationKind known : values()) {
      if (known.scriptName().equals(scriptName)) {
        return known;
      }
    }
    throw new IllegalArgumentException("no augmentation '" + scriptName + "'");
  }

  /**
   * An augmentation of this kind.
   *
   * @param given arguments by name; those with a default may be left out
   * @throws IllegalArgumentException if an argument is missing, unknown or out of its range
   */
  public Augmentation create(Map<String, List<Double>> given) {
    return of(Arguments.complete(arguments, given));
  }

  abstract Augmentation of(Map<String, List<Double>> arguments);
}
