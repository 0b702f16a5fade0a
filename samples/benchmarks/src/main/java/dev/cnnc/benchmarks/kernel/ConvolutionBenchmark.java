package dev.cnnc.benchmarks.kernel;

import dev.cnnc.runtime.program.Backend;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of each pass of each convolution. Before every iteration the peak of the processor is
 * measured in the same process, so that a share of it means something on a machine that is not
 * steady; {@link KernelTable} tells both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules",
      "jdk.incubator.vector",
      "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
      "-XX:+IgnoreUnrecognizedVMOptions",
      "-XX:+UseTransparentHugePages"
    })
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class ConvolutionBenchmark {
  private static final double PEAK_WARM_UP_SECONDS = 1;
  private static final double PEAK_SECONDS = 0.05;

  /** Which convolution. */
  @Param public Convolution convolution;

  /** {@code FORWARD}, {@code INPUT_GRADIENT} or {@code WEIGHT_GRADIENT}. */
  @Param({"FORWARD", "INPUT_GRADIENT", "WEIGHT_GRADIENT"})
  public String pass;

  private PeakKernel peak;
  private ConvolutionPass work;
  private double peakRate;

  /** Sums over the calls of an iteration. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Sums {
    /** How many calls there were. */
    public long calls;

    /** The peak in GFLOP/s, once for each call. */
    public double peak;
  }

  /** Compiles the convolution, and warms the peak up. */
  @Setup(Level.Trial)
  public void compile() {
    work = new ConvolutionPass(convolution, ConvolutionPass.Kind.valueOf(pass));
    peak = new PeakKernel(Backend.lanes());
    peak.rate(PEAK_WARM_UP_SECONDS);
  }

  /** Measures the peak. */
  @Setup(Level.Iteration)
  public void measurePeak() {
    peakRate = peak.rate(PEAK_SECONDS);
  }

  /** One pass over the batch. */
  @Benchmark
  public void pass(Sums sums) {
    work.run();
    sums.calls++;
    sums.peak += peakRate;
  }
}
