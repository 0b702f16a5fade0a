package dev.cnnc.benchmarks.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The frameworks, and how a process for each is started. */
public enum Engines {
  CNNC("cnnc", true) {
    @Override
    public Engine load(Task task) throws Exception {
      return new CnncEngine(task);
    }

    /** Those of the {@code cnnc} command on Linux. */
    @Override
    public List<String> javaOptions(int threads) {
      return List.of(
          "--add-modules",
          "jdk.incubator.vector",
          "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
          "-XX:+UseSerialGC",
          "-Xmn16m",
          "-Xms64m",
          "-XX:C1MaxInlineSize=0",
          "-XX:Tier4InvocationThreshold=25000",
          "-XX:Tier4MinInvocationThreshold=3000",
          "-XX:Tier4CompileThreshold=75000",
          "-XX:Tier4BackEdgeThreshold=200000",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=CompileThresholdScaling,*$Vector*::*,0.2",
          "-XX:CompileCommand=CompileThresholdScaling,*$Scalar*::*,0.2",
          "-XX:+UseTransparentHugePages");
    }
  },
  PYTORCH("pytorch", true) {
    @Override
    public Engine load(Task task) {
      throw new UnsupportedOperationException("PyTorch is run by Python");
    }

    @Override
    public boolean python() {
      return true;
    }
  },
  DJL("djl", true) {
    @Override
    public Engine load(Task task) {
      return new DjlEngine(task);
    }

    @Override
    public List<String> javaOptions(int threads) {
      return List.of(
          "-Dai.djl.offline=true",
          "-DOPT_OUT_TRACKING=true",
          "-Dai.djl.pytorch.num_interop_threads=1",
          "-Dai.djl.pytorch.num_threads=" + threads);
    }
  },
  TENSORFLOW("tensorflow", true) {
    @Override
    public Engine load(Task task) {
      return new TensorFlowEngine(task);
    }
  },
  DL4J("dl4j", true) {
    @Override
    public Engine load(Task task) {
      return new Dl4jEngine(task);
    }
  },
  ONNX_RUNTIME("onnxruntime", false) {
    @Override
    public Engine load(Task task) throws Exception {
      return new OnnxRuntimeEngine(task);
    }
  };

  private final String title;
  private final boolean trains;

  Engines(String title, boolean trains) {
    this.title = title;
    this.trains = trains;
  }

  /**
   * A network in this framework.
   *
   * @throws UnsupportedOperationException if it is {@link #python}
   */
  public abstract Engine load(Task task) throws Exception;

  /** Whether it is the Python worker. */
  public boolean python() {
    return false;
  }

  /** Options of the JVM that its worker runs in. */
  public List<String> javaOptions(int threads) {
    return List.of();
  }

  /** Environment variables of its process. */
  public Map<String, String> environment(int threads) {
    return Map.of("OMP_NUM_THREADS", Integer.toString(threads));
  }

  /** What the option and the table call it. */
  public String title() {
    return title;
  }

  /** Whether it can train, or only infer. */
  public boolean trains() {
    return trains;
  }

  /**
   * @throws IllegalArgumentException if there is none of that title
   */
  public static Engines named(String title) {
    return Arrays.stream(values())
        .filter(engine -> engine.title.equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no engine '"
                        + title
                        + "', only "
                        + Arrays.stream(values()).map(Engines::title).toList()));
  }
}
