package dev.cnnc.runtime.weights;

import java.nio.ByteBuffer;

/**
 * How a file stores the elements of a tensor. What is not f32 or i32 is converted to one of them.
 */
enum ElementFormat {
  F32(4, false),
  F64(8, false),
  F16(2, false),
  BF16(2, false),
  I64(8, true),
  I32(4, true),
  I16(2, true),
  I8(1, true),
  U8(1, true),
  BOOL(1, true);

  private final int bytes;
  private final boolean integers;

  ElementFormat(int bytes, boolean integers) {
    this.bytes = bytes;
    this.integers = integers;
  }

  int bytes() {
    return bytes;
  }

  boolean integers() {
    return integers;
  }

  /** Reads the next elements; for formats of floats. */
  void read(ByteBuffer source, float[] target, int from, int to) {
    for (int i = from; i < to; i++) {
      target[i] =
          switch (this) {
            case F32 -> source.getFloat();
            case F64 -> (float) source.getDouble();
            case F16 -> half(source.getShort());
            case BF16 -> Float.intBitsToFloat(source.getShort() << 16);
            case I64, I32, I16, I8, U8, BOOL -> throw new IllegalStateException(this + " is whole");
          };
    }
  }

  /**
   * Reads the next elements; for formats of whole numbers.
   *
   * @throws ArithmeticException if one does not fit an {@code int}
   */
  void read(ByteBuffer source, int[] target, int from, int to) {
    for (int i = from; i < to; i++) {
      target[i] =
          switch (this) {
            case I64 -> Math.toIntExact(source.getLong());
            case I32 -> source.getInt();
            case I16 -> source.getShort();
            case I8 -> source.get();
            case U8, BOOL -> source.get() & 0xFF;
            case F32, F64, F16, BF16 -> throw new IllegalStateException(this + " is not whole");
          };
    }
  }

  /** IEEE binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((0x400 | fraction) * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
