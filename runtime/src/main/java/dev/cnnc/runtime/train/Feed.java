package dev.cnnc.runtime.train;

import dev.cnnc.runtime.data.Batches;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.parallel.Tasks;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/** Carries batches of a data set to the inputs of a program, in parallel, without allocation. */
final class Feed {
  private final Execution execution;
  private final Team team;
  private final Batches batches;
  private final List<Line> lines = new ArrayList<>();
  private boolean augmented;
  private long augmentationSeed;

  /**
   * @throws IllegalArgumentException if an input has no column, or one of another type or shape;
   *     axes of extent 1 do not count: images of 28×28 serve an input {@code [1, 28, 28]}
   * @throws dev.cnnc.runtime.execute.InsufficientMemoryException if a batch does not fit
   */
  Feed(Execution execution, Dataset data, Batches batches, Team team) {
    this.execution = execution;
    this.team = team;
    this.batches = batches;
    execution.begin(batches.batchSize()); // what does not fit is reported before the first step
    for (String input : execution.inputs()) {
      Buffer buffer = execution.input(input);
      Column column = data.columns().get(input);
      if (column == null) {
        throw new IllegalArgumentException(
            "the data set has no column for the input '"
                + input
                + "'; it has "
                + data.columns().keySet());
      }
      if (!buffer.batched()
          || buffer.integers() != column.isIntegers()
          || !withoutOnes(buffer.layout().shape()).equals(withoutOnes(column.shape()))) {
        throw new IllegalArgumentException(
            "input '"
                + input
                + "' is "
                + describe(buffer.integers(), buffer.layout().shape())
                + ", the data set has "
                + describe(column.isIntegers(), column.shape()));
      }
      lines.add(new Line(input, column, batches.batchSize()));
    }
  }

  private static List<Integer> withoutOnes(List<Integer> shape) {
    return shape.stream().filter(extent -> extent != 1).toList();
  }

  private static String describe(boolean integers, List<Integer> shape) {
    return (integers ? "i32" : "f32") + shape;
  }

  /** Begins a run of the program with a batch's examples as inputs. */
  void begin(int batch) {
    augmented = false;
    feed(batch);
  }

  /**
   * As {@link #begin}, with the examples augmented. The random numbers of an example follow from
   * the seed and its number in the data set alone, so all inputs of an example are changed alike.
   *
   * @param seed one for each epoch
   */
  void beginAugmented(int batch, long seed) {
    augmented = true;
    augmentationSeed = seed;
    feed(batch);
  }

  private void feed(int batch) {
    int size = batches.size(batch);
    execution.begin(size);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      line.batch = batch;
      team.run(size, line);
      line.write();
    }
  }

  /** The values of an input of integers in the batch that was begun last, row-major. */
  int[] integers(String input) {
    return line(input).integers;
  }

  /** The values of an input of floats in the batch that was begun last, row-major. */
  float[] floats(String input) {
    return line(input).floats;
  }

  private Line line(String input) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).input.equals(input)) {
        return lines.get(i);
      }
    }
    throw new IllegalArgumentException("there is no input '" + input + "'");
  }

  /** One column and the array in which its examples are gathered. */
  private final class Line implements Tasks {
    private final String input;
    private final Column column;
    private final int elements;
    private final float[] floats;
    private final int[] integers;
    private int batch;

    Line(String input, Column column, int batchSize) {
      this.input = input;
      this.column = column;
      elements = column.elements();
      int size = Math.multiplyExact(elements, batchSize);
      floats = column.isIntegers() ? null : new float[size];
      integers = column.isIntegers() ? new int[size] : null;
    }

    @Override
    public void run(int from, int to) {
      for (int i = from; i < to; i++) {
        int example = batches.example(batch, i);
        if (integers != null) {
          column.read(example, integers, i * elements);
        } else if (augmented) {
          long seed = SplitMix64.mix(augmentationSeed, example);
          column.readAugmented(example, seed, floats, i * elements);
        } else {
          column.read(example, floats, i * elements);
        }
      }
    }

    void write() {
      if (integers != null) {
        execution.write(input, integers);
      } else {
        execution.write(input, floats);
      }
    }
  }
}
