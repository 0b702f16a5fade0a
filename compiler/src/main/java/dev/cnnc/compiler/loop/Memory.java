package dev.cnnc.compiler.loop;

/**
 * The arrays that a kernel works on, by its code's numbers for them, with every access checked: the
 * position has to be inside of the array.
 */
record Memory(Kernel kernel, float[][] floats, int[][] integers) {
  float load(int array, int position) {
    int buffer = check(array, position);
    return floats[buffer] == null ? integers[buffer][position] : floats[buffer][position];
  }

  int loadInteger(int array, int position) {
    int buffer = check(array, position);
    return integers[buffer][position];
  }

  void store(int array, int position, float value) {
    int buffer = check(array, position);
    if (floats[buffer] == null) {
      integers[buffer][position] = (int) value;
    } else {
      floats[buffer][position] = value;
    }
  }

  void storeInteger(int array, int position, int value) {
    int buffer = check(array, position);
    integers[buffer][position] = value;
  }

  /** The buffer at one of the kernel's accesses, which has to be inside of it. */
  private int check(int array, int position) {
    int buffer = kernel.used().get(array);
    int length = floats[buffer] == null ? integers[buffer].length : floats[buffer].length;
    if (position < 0 || position >= length) {
      throw new IllegalStateException(
          kernel.name() + ": position " + position + " of " + length + " in buffer " + buffer);
    }
    return buffer;
  }
}
