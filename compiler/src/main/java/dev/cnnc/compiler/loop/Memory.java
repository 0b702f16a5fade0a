package dev.cnnc.compiler.loop;

import java.util.List;

/**
 * The arrays that a kernel works on, with every access checked: the buffer has to be one of the
 * kernel's, the position inside of its array.
 */
record Memory(Kernel kernel, float[][] floats, int[][] integers) {
  float load(int buffer, int position) {
    check(buffer, position);
    return floats[buffer] == null ? integers[buffer][position] : floats[buffer][position];
  }

  int loadInteger(int buffer, int position) {
    check(buffer, position);
    return integers[buffer][position];
  }

  void store(int buffer, int position, float value) {
    check(buffer, position);
    if (floats[buffer] == null) {
      integers[buffer][position] = (int) value;
    } else {
      floats[buffer][position] = value;
    }
  }

  void storeInteger(int buffer, int position, int value) {
    check(buffer, position);
    integers[buffer][position] = value;
  }

  private void check(int buffer, int position) {
    List<Integer> own = kernel.buffers();
    if (!own.contains(buffer)) {
      throw new IllegalStateException(
          kernel.name() + " uses buffer " + buffer + ", which is none of its own: " + own);
    }
    int length = floats[buffer] == null ? integers[buffer].length : floats[buffer].length;
    if (position < 0 || position >= length) {
      throw new IllegalStateException(
          kernel.name() + ": position " + position + " of " + length + " in buffer " + buffer);
    }
  }
}
