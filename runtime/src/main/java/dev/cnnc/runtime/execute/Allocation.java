package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Allocates the arrays of buffers; what does not fit is an error that names the buffer. */
final class Allocation {
  /** Some JVMs cannot allocate arrays of the very last lengths. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  static final long BYTES_PER_ELEMENT = 4;

  private Allocation() {}

  /** The elements of a buffer's array, halo and padding included. */
  static long elements(Buffer buffer, int batch) {
    return buffer.layout().floats(buffer.batched() ? batch : 1);
  }

  /**
   * Allocates what arrays of a program are missing, and those of batches anew.
   *
   * @param floats for each buffer; of variables they are given
   * @param integers likewise
   */
  static void allocate(Program program, int room, float[][] floats, int[][] integers) {
    List<Integer> wanted = new ArrayList<>();
    Map<Integer, Buffer> arrays = new LinkedHashMap<>(); // each array by the longest buffer in it
    for (int number = 0; number < floats.length; number++) {
      Buffer buffer = program.buffers().get(number);
      boolean isNew = floats[number] == null && integers[number] == null;
      if (!Variables.isVariable(buffer.role()) && (isNew || buffer.batched())) {
        wanted.add(number);
        arrays.merge(program.arrays().get(number), buffer, (a, b) -> longer(a, b, room));
      }
    }
    requireHeap(program.name(), arrays.values(), room);
    for (int number : wanted) { // released first: old and new together might not fit
      floats[number] = null;
      integers[number] = null;
    }
    Map<Integer, float[]> newFloats = new HashMap<>();
    Map<Integer, int[]> newIntegers = new HashMap<>();
    arrays.forEach(
        (array, buffer) -> {
          if (buffer.integers()) {
            newIntegers.put(array, integers(buffer, room));
          } else {
            newFloats.put(array, floats(buffer, room));
          }
        });
    for (int number : wanted) {
      floats[number] = newFloats.get(program.arrays().get(number));
      integers[number] = newIntegers.get(program.arrays().get(number));
    }
  }

  private static Buffer longer(Buffer a, Buffer b, int examples) {
    return elements(b, examples) > elements(a, examples) ? b : a;
  }

  static float[] floats(Buffer buffer, int batch) {
    int elements = checkedElements(buffer, batch);
    try {
      return new float[elements];
    } catch (OutOfMemoryError e) {
      throw insufficient(buffer, batch, elements);
    }
  }

  static int[] integers(Buffer buffer, int batch) {
    int elements = checkedElements(buffer, batch);
    try {
      return new int[elements];
    } catch (OutOfMemoryError e) {
      throw insufficient(buffer, batch, elements);
    }
  }

  /**
   * Fails before anything is allocated if a program's arrays cannot fit: the heap is not filled to
   * the brim just to find out.
   */
  static void requireHeap(String program, Iterable<Buffer> buffers, int batch) {
    long bytes = 0;
    Buffer largest = null;
    for (Buffer buffer : buffers) {
      bytes += BYTES_PER_ELEMENT * checkedElements(buffer, batch);
      if (largest == null || elements(buffer, batch) > elements(largest, batch)) {
        largest = buffer;
      }
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw new InsufficientMemoryException(
          program
              + " with a batch of "
              + batch
              + " needs "
              + mebibytes(bytes)
              + ", the heap has at most "
              + mebibytes(heap)
              + "; the largest array is "
              + describe(largest, batch)
              + "; use a smaller batch or raise the heap with -Xmx");
    }
  }

  private static int checkedElements(Buffer buffer, int batch) {
    long elements = elements(buffer, batch);
    if (elements > MAX_ELEMENTS) {
      throw new InsufficientMemoryException(
          describe(buffer, batch)
              + " has "
              + elements
              + " elements, a Java array holds at most "
              + MAX_ELEMENTS
              + (buffer.batched() ? "; use a smaller batch" : ""));
    }
    return (int) elements;
  }

  private static InsufficientMemoryException insufficient(Buffer buffer, int batch, long elements) {
    return new InsufficientMemoryException(
        "not enough heap for "
            + describe(buffer, batch)
            + ", "
            + mebibytes(BYTES_PER_ELEMENT * elements)
            + "; use a smaller batch or raise the heap with -Xmx (now "
            + mebibytes(Runtime.getRuntime().maxMemory())
            + ")");
  }

  private static String describe(Buffer buffer, int batch) {
    return "'"
        + buffer.name()
        + "' of shape "
        + buffer.layout().shape()
        + (buffer.batched() ? " for each of " + batch + " examples" : "");
  }

  private static String mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) / (1 << 20) + " MiB";
  }
}
