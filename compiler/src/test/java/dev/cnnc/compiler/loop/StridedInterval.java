package dev.cnnc.compiler.loop;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A set that has all values of a whole number among its own: {@code least, least + step, …,
 * greatest}. Arithmetic on such sets gives sets that have all results.
 *
 * @param step 0 for a single value
 */
record StridedInterval(long least, long greatest, long step) {
  /** Any {@code int}. */
  static final StridedInterval ANY = new StridedInterval(Integer.MIN_VALUE, Integer.MAX_VALUE, 1);

  StridedInterval {
    boolean single = least == greatest;
    if (single ? step != 0 : least > greatest || step < 1 || (greatest - least) % step != 0) {
      throw new IllegalArgumentException(least + " to " + greatest + " in steps of " + step);
    }
  }

  static StridedInterval of(long value) {
    return new StridedInterval(value, value, 0);
  }

  /** From {@code least} up to {@code most} at most; they may be equal. */
  static StridedInterval of(long least, long most, long step) {
    long greatest = step == 0 ? least : least + (most - least) / step * step;
    return new StridedInterval(least, greatest, least == greatest ? 0 : step);
  }

  boolean isSingle() {
    return least == greatest;
  }

  /** Each value as a set of its own. */
  List<StridedInterval> values() {
    return LongStream.rangeClosed(0, isSingle() ? 0 : (greatest - least) / step)
        .mapToObj(i -> of(least + i * step))
        .toList();
  }

  StridedInterval plus(StridedInterval other) {
    return of(least + other.least, greatest + other.greatest, gcd(step, other.step));
  }

  StridedInterval times(long factor) {
    long a = least * factor;
    long b = greatest * factor;
    return of(Math.min(a, b), Math.max(a, b), step * Math.abs(factor));
  }

  /** Rounded towards zero. */
  StridedInterval dividedBy(long divisor) {
    boolean whole = least >= 0 && step % divisor == 0;
    return of(least / divisor, greatest / divisor, whole ? step / divisor : 1);
  }

  StridedInterval remainder(long divisor) {
    if (least < 0) {
      return of(1 - divisor, divisor - 1, 1);
    } else if (least / divisor == greatest / divisor) {
      return of(least % divisor, greatest % divisor, step);
    }
    long common = gcd(step, divisor);
    return of(least % common, divisor - 1, common);
  }

  StridedInterval min(StridedInterval other) {
    return of(Math.min(least, other.least), Math.min(greatest, other.greatest), common(other));
  }

  StridedInterval max(StridedInterval other) {
    return of(Math.max(least, other.least), Math.max(greatest, other.greatest), common(other));
  }

  /** The values from {@code from} to {@code to}, if there are any. */
  Optional<StridedInterval> between(long from, long to) {
    if (isSingle()) {
      return from <= least && least <= to ? Optional.of(this) : Optional.empty();
    }
    long first = least >= from ? least : least + ((from - least - 1) / step + 1) * step;
    long last = Math.min(greatest, to);
    return first <= last ? Optional.of(of(first, last, step)) : Optional.empty();
  }

  private long common(StridedInterval other) {
    return gcd(gcd(step, other.step), least - other.least);
  }

  private static long gcd(long a, long b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValue();
  }

  @Override
  public String toString() {
    return isSingle() ? String.valueOf(least) : least + " to " + greatest;
  }
}
