package dev.cnnc.runtime.program;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which generated code this JVM can run: vector code needs the module {@code jdk.incubator.vector},
 * scalar code runs everywhere. The system property {@code cnnc.backend} ({@code scalar} or {@code
 * vector}) overrides the choice.
 */
public enum Backend {
  SCALAR,
  VECTOR;

  /** The name of the system property that forces a back end. */
  public static final String PROPERTY = "cnnc.backend";

  /** What is printed, once, where vector code could run if the JVM were started differently. */
  public static final String WARNING =
      "cnnc: running scalar code, which is several times slower: start Java with"
          + " --add-modules jdk.incubator.vector to enable vector code";

  private static final int MOST_LANES = 16;
  private static final int FEWEST_LANES = 4;
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /**
   * How many {@code float}s a vector of this machine holds: 16, 8 or 4; 1 if this JVM runs scalar
   * code. The first time that this is for lack of the module, a warning goes to standard error.
   *
   * @throws BackendException if the system property asks for what is unknown or cannot be had
   */
  public static int lanes() {
    return lanes(System.getProperty(PROPERTY), preferredLanes(), System.err);
  }

  /**
   * The back end for a network whose vector code was generated for {@code lanes} lanes. Code for
   * fewer lanes than the machine has runs well; code for more would be emulated, and is not chosen.
   */
  public static Backend choose(int lanes) {
    return lanes > 1 && lanes <= lanes() ? VECTOR : SCALAR;
  }

  static int lanes(String forced, int preferred, PrintStream err) {
    boolean vector = preferred >= FEWEST_LANES;
    if (forced != null && !forced.equals("scalar") && !forced.equals("vector")) {
      throw new BackendException(
          "the system property " + PROPERTY + " is '" + forced + "': use 'scalar' or 'vector'");
    }
    if ("scalar".equals(forced)) {
      return 1;
    }
    if ("vector".equals(forced) && !vector) {
      throw new BackendException(
          "the system property "
              + PROPERTY
              + " asks for vector code, which this JVM cannot run: start Java with"
              + " --add-modules jdk.incubator.vector");
    }
    if (preferred == 0 && WARNED.compareAndSet(false, true)) {
      err.println(WARNING);
    }
    return vector ? Math.min(Integer.highestOneBit(preferred), MOST_LANES) : 1;
  }

  /**
   * The length of {@code FloatVector.SPECIES_PREFERRED}, or 0 without the module. By reflection:
   * nothing that is compiled ahead of time may name an incubating class.
   */
  private static int preferredLanes() {
    try {
      Class<?> vector = Class.forName("jdk.incubator.vector.FloatVector");
      Class<?> species = Class.forName("jdk.incubator.vector.VectorSpecies");
      Object preferred = vector.getField("SPECIES_PREFERRED").get(null);
      return (Integer) species.getMethod("length").invoke(preferred);
    } catch (ClassNotFoundException absent) {
      return 0;
    } catch (ReflectiveOperationException e) {
      throw new BackendException(
          "the module jdk.incubator.vector of this JVM (Java "
              + Runtime.version()
              + ") is not as expected; -D"
              + PROPERTY
              + "=scalar does without it",
          e);
    }
  }
}
