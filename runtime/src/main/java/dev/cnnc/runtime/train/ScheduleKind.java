package dev.cnnc.runtime.train;

import static dev.cnnc.runtime.argument.Argument.optional;
import static dev.cnnc.runtime.argument.Argument.required;
import static dev.cnnc.runtime.argument.Argument.requiredList;

import dev.cnnc.runtime.argument.Argument;
import dev.cnnc.runtime.argument.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The known schedules of the learning rate. One in a script has the lower-case name of its
 * constant; its arguments may be given by position in the order listed here, and {@code
 * warmup_epochs = 0} comes last for each.
 *
 * <p>Let {@code t} be the step from 0, {@code S} the steps per epoch, {@code T} all steps, {@code w
 * = warmup_epochs · S}. During the warm-up, {@code t < w}, the factor is {@code (t + 1) / (w + 1)}:
 * a straight line that would reach 1 at {@code t = w}. After it, the factor is as defined here,
 * with the progress {@code p = (t − w) / (T − w)}, which begins at 0 and ends just before 1.
 */
public enum ScheduleKind {
  /** 1. */
  CONSTANT {
    @Override
    double factor(
        Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all) {
      return 1;
    }
  },
  /**
   * {@code gamma} to the power of {@code ⌊t / (step_size · S)⌋}: a step down every so many epochs.
   */
  STEP(required("step_size"), optional("gamma", 0.1)) {
    @Override
    double factor(
        Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all) {
      double steps = Math.floor(t / (number(arguments, "step_size") * perEpoch));
      return StrictMath.pow(number(arguments, "gamma"), steps);
    }
  },
  /** {@code gamma} to the power of how many of the milestones, in epochs, have been reached. */
  MULTISTEP(requiredList("milestones"), optional("gamma", 0.1)) {
    @Override
    double factor(
        Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all) {
      List<Double> milestones = arguments.get("milestones");
      int reached = 0;
      for (int i = 0; i < milestones.size(); i++) {
        reached += milestones.get(i) * perEpoch <= t ? 1 : 0;
      }
      return StrictMath.pow(number(arguments, "gamma"), reached);
    }
  },
  /** {@code gamma} to the power of {@code (t − w) / S}: by {@code gamma} every epoch, evenly. */
  EXPONENTIAL(required("gamma")) {
    @Override
    double factor(
        Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all) {
      return StrictMath.pow(number(arguments, "gamma"), (t - w) / perEpoch);
    }
  },
  /** {@code (1 − p)^power}. */
  POLYNOMIAL(optional("power", 1)) {
    @Override
    double factor(
        Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all) {
      return StrictMath.pow(1 - (t - w) / (all - w), number(arguments, "power"));
    }
  },
  /** {@code final_factor + (1 − final_factor) · (1 + cos πp) / 2}: Loshchilov and Hutter 2017. */
  COSINE(optional("final_factor", 0)) {
    @Override
    double factor(
        Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all) {
      return between(1, number(arguments, "final_factor"), (t - w) / (all - w));
    }
  },
  /**
   * Up along half a cosine from {@code 1 / div_factor} to 1 within the share {@code rise} of all
   * steps, then down along another to {@code 1 / (div_factor · final_div_factor)} at the last step:
   * Smith and Topin 2017, as PyTorch's OneCycleLR. It warms up by itself: with {@code
   * warmup_epochs} the rise takes that many epochs.
   */
  ONE_CYCLE(optional("rise", 0.3), optional("div_factor", 25), optional("final_div_factor", 1e4)) {
    @Override
    double factor(
        Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all) {
      double first = 1 / number(arguments, "div_factor");
      double last = first / number(arguments, "final_div_factor");
      double rising = w > 0 ? w : number(arguments, "rise") * all;
      double peak = Math.max(rising - 1, 0);
      double end = all - 1;
      return t <= peak
          ? between(first, 1, peak == 0 ? 1 : t / peak)
          : between(1, last, (t - peak) / (end - peak));
    }
  };

  /** The argument that every schedule has. */
  public static final String WARMUP_EPOCHS = "warmup_epochs";

  private final List<Argument> arguments;

  ScheduleKind(Argument... arguments) {
    List<Argument> all = new ArrayList<>(List.of(arguments));
    all.add(optional("warmup_epochs", 0));
    this.arguments = List.copyOf(all);
  }

  /** As it is written in a script: {@code one_cycle}. */
  public String scriptName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its arguments, in the order in which they may be given without names. */
  public List<Argument> arguments() {
    return arguments;
  }

  /**
   * @throws IllegalArgumentException if no schedule has that name
   */
  public static ScheduleKind named(String scriptName) {
    for (ScheduleKind known : values()) {
      if (known.scriptName().equals(scriptName)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "no schedule '"
            + scriptName
            + "'; there are "
            + Arrays.stream(values()).map(ScheduleKind::scriptName).toList());
  }

  /**
   * A schedule of this kind.
   *
   * @param given arguments by name; those with a default may be left out
   * @throws IllegalArgumentException if an argument is missing, unknown or out of its range
   */
  public Schedule create(Map<String, List<Double>> given) {
    Map<String, List<Double>> complete;
    try {
      complete = Arguments.complete(arguments, given);
      complete.forEach(ScheduleKind::requireRange);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("schedule '" + scriptName() + "': " + e.getMessage(), e);
    }
    double warmupEpochs = number(complete, WARMUP_EPOCHS);
    return (step, stepsPerEpoch, epochs) -> {
      double warmupSteps = warmupEpochs * stepsPerEpoch;
      if (step < warmupSteps && this != ONE_CYCLE) {
        return (step + 1) / (warmupSteps + 1);
      }
      return factor(complete, step, warmupSteps, stepsPerEpoch, (double) stepsPerEpoch * epochs);
    };
  }

  private static void requireRange(String name, List<Double> values) {
    for (double value : values) {
      boolean valid =
          switch (name) {
            case "gamma", "rise" -> value > 0 && value <= 1;
            case "final_factor" -> value >= 0 && value <= 1;
            case "div_factor", "final_div_factor" -> value >= 1 && Double.isFinite(value);
            case "step_size" -> value > 0;
            default -> value >= 0 && Double.isFinite(value);
          };
      if (!valid) {
        throw new IllegalArgumentException("'" + name + "' is out of its range: " + value);
      }
    }
  }

  /**
   * The factor after the warm-up.
   *
   * @param t the step, counted from 0
   * @param w the steps of the warm-up
   * @param perEpoch the steps of an epoch, {@code S}
   * @param all the steps of the training, {@code T}
   */
  abstract double factor(
      Map<String, List<Double>> arguments, double t, double w, double perEpoch, double all);

  static double number(Map<String, List<Double>> arguments, String name) {
    return arguments.get(name).get(0);
  }

  /** From one value to another along half a cosine. */
  static double between(double from, double to, double progress) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
  }
}
