package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.runtime.program.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays that a kernel works on: the first parameters of each of its methods, in the order of
 * their first use.
 */
final class KernelBuffers {
  /** A method takes at most 255 arguments; some are needed besides. */
  private static final int MOST = 240;

  private final String kernelName;
  private final List<Local> locals = new ArrayList<>();

  /**
   * @param arrays the numbers of the kernel's buffers, in the order of the parameters
   * @param program all buffers of the program
   */
  KernelBuffers(String kernelName, List<Integer> arrays, List<Buffer> program) {
    this.kernelName = kernelName;
    if (arrays.size() > MOST) {
      throw new IllegalStateException(
          "internal error: kernel "
              + kernelName
              + " works on "
              + arrays.size()
              + " buffers; a method takes at most "
              + MOST);
    }
    for (int number : arrays) {
      Buffer buffer = program.get(number);
      Kind kind = buffer.integers() ? Kind.INTS : Kind.FLOATS;
      locals.add(
          new Local("buffer" + number + "_" + identifier(buffer.name()), kind, locals.size()));
    }
  }

  private static String identifier(String name) {
    char[] letters = name.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] >= 128 || !Character.isLetterOrDigit(letters[i])) {
        letters[i] = '_';
      }
    }
    return new String(letters);
  }

  String kernelName() {
    return kernelName;
  }

  /** The parameters' types, as a method descriptor begins. */
  String descriptor() {
    StringBuilder descriptor = new StringBuilder();
    locals.forEach(local -> descriptor.append(local.kind().descriptor()));
    return descriptor.toString();
  }

  void declare(Code code) {
    locals.forEach(local -> code.parameter(local.name(), local.kind()));
  }

  /** Puts all arrays on the stack: the first arguments of a call. */
  void load(Code code) {
    locals.forEach(code::load);
  }

  boolean integers(int array) {
    return locals.get(array).kind() == Kind.INTS;
  }

  Local local(int array) {
    return locals.get(array);
  }

  Local local(int array, Kind kind) {
    Local local = local(array);
    if (local.kind() != kind) {
      throw new IllegalStateException(
          "internal error: kernel "
              + kernelName
              + " uses "
              + local.name()
              + " as "
              + kind
              + ", but it is "
              + local.kind());
    }
    return local;
  }
}
