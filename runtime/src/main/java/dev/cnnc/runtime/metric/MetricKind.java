package dev.cnnc.runtime.metric;

import static dev.cnnc.runtime.argument.Argument.required;

import dev.cnnc.runtime.argument.Argument;
import java.util.List;
import java.util.Locale;

/**
 * The known metrics. One in a script has the lower-case name of its constant.
 *
 * <p>Those of classes rank the scores of an example: the highest first, of equal ones the class
 * with the lower number, and what is not a number last. The first is the class that is predicted.
 */
public enum MetricKind {
  /** The loss of a batch, in the mean over the examples. */
  LOSS(Family.LOSS, false),
  /** The share of the examples whose label is predicted. */
  ACCURACY(Family.CLASSES, true),
  /** The share of the examples whose label is among the first {@code k} of the ranking. */
  TOP_K(Family.CLASSES, true, required("k")),
  /** How often each class is predicted for each label: a table, not a number. */
  CONFUSION(Family.CLASSES, true),
  /** {@link ClassCounts#precision} in the mean over the classes. */
  PRECISION(Family.CLASSES, true),
  /** {@link ClassCounts#recall} in the mean over the classes. */
  RECALL(Family.CLASSES, true),
  /** {@link ClassCounts#f1} in the mean over the classes. */
  F1(Family.CLASSES, true),
  /** The mean of |prediction − target| over all elements. */
  MAE(Family.ERRORS, false),
  /** The square root of the mean of (prediction − target)² over all elements. */
  RMSE(Family.ERRORS, false);

  /** What a metric compares. */
  enum Family {
    /** Nothing: the network computes it. */
    LOSS,
    /** Scores {@code f32} of classes with labels {@code i32}. */
    CLASSES,
    /** Numbers {@code f32} with others. */
    ERRORS
  }

  private final Family family;
  private final boolean share;
  private final List<Argument> arguments;

  MetricKind(Family family, boolean share, Argument... arguments) {
    this.family = family;
    this.share = share;
    this.arguments = List.of(arguments);
  }

  Family family() {
    return family;
  }

  /** Whether it is a share from 0 to 1, the higher the better; otherwise the lower the better. */
  public boolean isShare() {
    return share;
  }

  /** Whether it is one number. */
  public boolean isScalar() {
    return this != CONFUSION;
  }

  /** As it is written in a script: {@code top_k}. */
  public String scriptName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its arguments, in the order in which they may be given without names. */
  public List<Argument> arguments() {
    return arguments;
  }

  /** The metric of a name in a script, which must be known. */
  public static MetricKind named(String scriptName) {
    return valueOf(scriptName.toUpperCase(Locale.ROOT));
  }
}
