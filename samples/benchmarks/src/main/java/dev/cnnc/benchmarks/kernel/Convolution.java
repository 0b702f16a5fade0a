package dev.cnnc.benchmarks.kernel;

/**
 * The convolutions that are measured: N examples, C channels of H × W pixels, K filters of k × k.
 * Padding keeps the size unless stated otherwise.
 */
public enum Convolution {
  N64_C16_HW32_K16_k3(64, 16, 32, 16, 3, 1, 1, 1),
  N64_C32_HW16_K32_k3(64, 32, 16, 32, 3, 1, 1, 1),
  N64_C64_HW8_K64_k3(64, 64, 8, 64, 3, 1, 1, 1),
  N64_C16_HW32_K32_k3_stride2(64, 16, 32, 32, 3, 2, 1, 1),
  N32_C64_HW32_K64_k3(32, 64, 32, 64, 3, 1, 1, 1),
  N32_C128_HW16_K128_k3(32, 128, 16, 128, 3, 1, 1, 1),
  N32_C256_HW8_K256_k3(32, 256, 8, 256, 3, 1, 1, 1),
  N64_C64_HW8_K64_k1(64, 64, 8, 64, 1, 1, 0, 1),
  N64_C20_HW12_K50_k5_unpadded(64, 20, 12, 50, 5, 1, 0, 1),
  N64_C1_HW28_K20_k5_unpadded(64, 1, 28, 20, 5, 1, 0, 1),
  N64_C64_HW16_K64_k3_depthwise(64, 64, 16, 64, 3, 1, 1, 64);

  private final int batch;
  private final int channels;
  private final int extent;
  private final int filters;
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int groups;

  Convolution(
      int batch,
      int channels,
      int extent,
      int filters,
      int kernel,
      int stride,
      int padding,
      int groups) {
    this.batch = batch;
    this.channels = channels;
    this.extent = extent;
    this.filters = filters;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.groups = groups;
  }

  public int batch() {
    return batch;
  }

  public int channels() {
    return channels;
  }

  public int extent() {
    return extent;
  }

  public int filters() {
    return filters;
  }

  public int kernel() {
    return kernel;
  }

  public int stride() {
    return stride;
  }

  public int padding() {
    return padding;
  }

  public int groups() {
    return groups;
  }

  /**
   * Floating-point operations of a pass, two for each multiply-add; those on the padding count, as
   * is usual.
   */
  public double operations() {
    int out = (extent + 2 * padding - kernel) / stride + 1;
    return 2.0 * batch * filters * out * out * (channels / groups) * kernel * kernel;
  }

  /** As a row of a table has it. */
  public String title() {
    return "%d, %d, %d², %d, %d%s%s%s"
        .formatted(
            batch,
            channels,
            extent,
            filters,
            kernel,
            stride == 1 ? "" : " stride " + stride,
            padding == 0 && kernel > 1 ? " no padding" : "",
            groups == 1 ? "" : " depthwise");
  }
}
