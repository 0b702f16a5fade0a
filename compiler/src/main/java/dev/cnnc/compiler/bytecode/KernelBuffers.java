package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.runtime.program.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays that a kernel works on: the first parameters of each of its methods, in the order of
 * their first use.
 */
final class KernelBuffers {
  /** A method takes at most 255 arguments; some are needed besides. */
  private static final int MOST = 240;

  private final String kernelName;
  private final Map<Integer, Local> locals = new LinkedHashMap<>();

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
    int slot = 0;
    for (int number : arrays) {
      Buffer buffer = program.get(number);
      Kind kind = buffer.integers() ? Kind.INTS : Kind.FLOATS;
      String name = "buffer" + number + "_" + buffer.name().replaceAll("[^A-Za-z0-9_]", "_");
      if (locals.put(number, new Local(name, kind, slot++)) != null) {
        throw new IllegalArgumentException(
            "internal error: kernel " + kernelName + " lists buffer " + number + " twice");
      }
    }
  }

  String kernelName() {
    return kernelName;
  }

  /** The parameters' types, as a method descriptor begins. */
  String descriptor() {
    StringBuilder descriptor = new StringBuilder();
    locals.values().forEach(local -> descriptor.append(local.kind().descriptor()));
    return descriptor.toString();
  }

  void declare(Code code) {
    locals.values().forEach(local -> code.parameter(local.name(), local.kind()));
  }

  /** Puts all arrays on the stack: the first arguments of a call. */
  void load(Code code) {
    locals.values().forEach(code::load);
  }

  boolean integers(int buffer) {
    return local(buffer).kind() == Kind.INTS;
  }

  Local local(int buffer) {
    Local local = locals.get(buffer);
    if (local == null) {
      throw new IllegalStateException(
          "internal error: kernel "
              + kernelName
              + " uses buffer "
              + buffer
              + " without listing it");
    }
    return local;
  }

  Local local(int buffer, Kind kind) {
    Local local = local(buffer);
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
