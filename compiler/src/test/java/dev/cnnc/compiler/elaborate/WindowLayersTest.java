package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Shape;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Convolutions and pools of random attributes against loops written out from PyTorch's pages. */
class WindowLayersTest {
  private static final int TRIES = 60;

  /** The attributes along one axis. */
  record Window(int size, int kernel, int stride, int padding, int dilation) {
    int positions(boolean ceil) {
      int span = size + 2 * padding - dilation * (kernel - 1) - 1;
      if (span < 0) {
        return 0;
      }
      if (!ceil) {
        return span / stride + 1;
      }
      int positions = (span + stride - 1) / stride + 1;
      return (positions - 1) * stride >= size + padding ? positions - 1 : positions;
    }

    int at(int position, int tap) {
      return position * stride + tap * dilation - padding;
    }

    boolean inside(int at) {
      return at >= 0 && at < size;
    }
  }

  @Property(tries = TRIES)
  void conv2d(
      @ForAll @IntRange(min = 1, max = 2) int batch,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 2) int inGroup,
      @ForAll @IntRange(min = 1, max = 2) int outGroup,
      @ForAll @IntRange(min = 1, max = 8) int height,
      @ForAll @IntRange(min = 1, max = 3) int kernelH,
      @ForAll @IntRange(min = 1, max = 3) int strideH,
      @ForAll @IntRange(min = 0, max = 2) int paddingH,
      @ForAll @IntRange(min = 1, max = 2) int dilationH,
      @ForAll @IntRange(min = 1, max = 4) int kernelW,
      @ForAll boolean bias,
      @ForAll long seed) {
    Window h = new Window(height, kernelH, strideH, paddingH, dilationH);
    Window w = new Window(6, kernelW, 3 - dilationH, 1, strideH);
    Assume.that(h.positions(false) > 0 && w.positions(false) > 0);
    int c = groups * inGroup;
    int k = groups * outGroup;
    LayerRun run =
        new LayerRun(
            "conv2d",
            batch,
            false,
            seed,
            List.of(Shape.of(c, height, 6)),
            "filters",
            k,
            "kernel",
            new int[] {kernelH, kernelW},
            "stride",
            new int[] {h.stride, w.stride},
            "padding",
            new int[] {paddingH, 1},
            "dilation",
            new int[] {dilationH, w.dilation},
            "groups",
            groups,
            "bias",
            bias);
    assertEquals(Shape.of(k, h.positions(false), w.positions(false)), run.shape());
    double[] x = run.given("x");
    double[] weight = run.given("weight");
    double[] expected = new double[batch * k * h.positions(false) * w.positions(false)];
    int at = 0;
    for (int n = 0; n < batch; n++) {
      for (int f = 0; f < k; f++) {
        for (int i = 0; i < h.positions(false); i++) {
          for (int j = 0; j < w.positions(false); j++) {
            double sum = bias ? run.given("bias")[f] : 0;
            for (int q = 0; q < inGroup; q++) {
              int channel = f / outGroup * inGroup + q;
              for (int u = 0; u < kernelH; u++) {
                for (int v = 0; v < kernelW; v++) {
                  if (h.inside(h.at(i, u)) && w.inside(w.at(j, v))) {
                    sum +=
                        weight[((f * inGroup + q) * kernelH + u) * kernelW + v]
                            * x[((n * c + channel) * height + h.at(i, u)) * 6 + w.at(j, v)];
                  }
                }
              }
            }
            expected[at++] = sum;
          }
        }
      }
    }
    assertArrayEquals(expected, run.output(), 1e-12);
  }

  /** The transposed convolution scatters each input element over a window of the output. */
  @Property(tries = TRIES)
  void convTranspose2d(
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 1, max = 5) int height,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 0, max = 1) int outputPadding,
      @ForAll boolean bias,
      @ForAll long seed) {
    int width = 3;
    int out = (height - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1;
    int outW = (width - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1;
    Assume.that(out > 0 && outW > 0 && outputPadding < Math.max(stride, dilation));
    int c = 2 * groups;
    int k = 3 * groups;
    LayerRun run =
        new LayerRun(
            "conv_transpose2d",
            1,
            false,
            seed,
            List.of(Shape.of(c, height, width)),
            "filters",
            k,
            "kernel",
            kernel,
            "stride",
            stride,
            "padding",
            padding,
            "output_padding",
            outputPadding,
            "dilation",
            dilation,
            "groups",
            groups,
            "bias",
            bias);
    double[] expected = new double[k * out * outW];
    for (int f = 0; f < k; f++) {
      for (int p = 0; p < out * outW; p++) {
        expected[f * out * outW + p] = bias ? run.given("bias")[f] : 0;
      }
    }
    for (int q = 0; q < c; q++) {
      for (int f = 0; f < 3; f++) {
        int filter = q / 2 * 3 + f;
        for (int i = 0; i < height; i++) {
          for (int j = 0; j < width; j++) {
            for (int u = 0; u < kernel; u++) {
              for (int v = 0; v < kernel; v++) {
                int row = i * stride - padding + u * dilation;
                int column = j * stride - padding + v * dilation;
                if (row >= 0 && row < out && column >= 0 && column < outW) {
                  expected[(filter * out + row) * outW + column] +=
                      run.given("x")[(q * height + i) * width + j]
                          * run.given("weight")[((q * 3 + f) * kernel + u) * kernel + v];
                }
              }
            }
          }
        }
      }
    }
    assertEquals(Shape.of(k, out, outW), run.shape());
    assertArrayEquals(expected, run.output(), 1e-12);
  }

  @Property(tries = TRIES)
  void maxpool2d(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll boolean ceil,
      @ForAll long seed) {
    Window h = new Window(height, kernel, stride, padding, dilation);
    Assume.that(2 * padding <= kernel && h.positions(ceil) > 0);
    LayerRun run =
        new LayerRun(
            "maxpool2d",
            1,
            false,
            seed,
            List.of(Shape.of(2, height, 3)),
            "kernel",
            new int[] {kernel, 1},
            "stride",
            new int[] {stride, 2},
            "padding",
            new int[] {padding, 0},
            "dilation",
            new int[] {dilation, 1},
            "ceil_mode",
            ceil);
    assertEquals(Shape.of(2, h.positions(ceil), 2), run.shape());
    double[] expected = new double[2 * h.positions(ceil) * 2];
    int at = 0;
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < h.positions(ceil); i++) {
        for (int j = 0; j < 2; j++) {
          double best = Double.NEGATIVE_INFINITY;
          for (int u = 0; u < kernel; u++) {
            if (h.inside(h.at(i, u))) {
              best = Math.max(best, run.given("x")[(c * height + h.at(i, u)) * 3 + 2 * j]);
            }
          }
          expected[at++] = best;
        }
      }
    }
    assertArrayEquals(expected, run.output(), 0);
  }

  @Property(tries = TRIES)
  void avgpool(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll boolean ceil,
      @ForAll boolean countPadding,
      @ForAll long seed) {
    Window h = new Window(height, kernel, stride, padding, 1);
    Assume.that(2 * padding <= kernel && h.positions(ceil) > 0);
    LayerRun two =
        new LayerRun(
            "avgpool2d",
            1,
            false,
            seed,
            List.of(Shape.of(1, height, 4)),
            "kernel",
            new int[] {kernel, 2},
            "stride",
            new int[] {stride, 2},
            "padding",
            new int[] {padding, 0},
            "ceil_mode",
            ceil,
            "count_include_pad",
            countPadding);
    LayerRun one =
        new LayerRun(
            "avgpool1d",
            1,
            false,
            seed,
            List.of(Shape.of(1, height)),
            "kernel",
            kernel,
            "stride",
            stride,
            "padding",
            padding,
            "ceil_mode",
            ceil,
            "count_include_pad",
            countPadding);
    double[] expectedTwo = new double[h.positions(ceil) * 2];
    double[] expectedOne = new double[h.positions(ceil)];
    for (int i = 0; i < h.positions(ceil); i++) {
      int end = Math.min(h.at(i, 0) + kernel, height + padding);
      int counted = 0;
      double[] sums = new double[3];
      for (int at = h.at(i, 0); at < end; at++) {
        if (h.inside(at)) {
          counted++;
          sums[0] += two.given("x")[at * 4] + two.given("x")[at * 4 + 1];
          sums[1] += two.given("x")[at * 4 + 2] + two.given("x")[at * 4 + 3];
          sums[2] += one.given("x")[at];
        }
      }
      int divisor = countPadding ? end - h.at(i, 0) : counted;
      expectedTwo[2 * i] = sums[0] / (2 * divisor);
      expectedTwo[2 * i + 1] = sums[1] / (2 * divisor);
      expectedOne[i] = sums[2] / divisor;
    }
    assertArrayEquals(expectedTwo, two.output(), 1e-12);
    assertArrayEquals(expectedOne, one.output(), 1e-12);
  }

  @Property(tries = 20)
  void lppool2d(
      @ForAll @IntRange(min = 2, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 2) int kernel,
      @ForAll long seed) {
    LayerRun run =
        new LayerRun(
            "lppool2d", 1, false, seed, List.of(Shape.of(1, height, 2)), "p", 2, "kernel", kernel);
    int columns = 2 / kernel;
    double[] expected = new double[height / kernel * columns];
    for (int i = 0; i < height / kernel * kernel; i++) {
      for (int j = 0; j < columns * kernel; j++) {
        expected[i / kernel * columns + j / kernel] += Math.pow(run.given("x")[i * 2 + j], 2);
      }
    }
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Math.sqrt(expected[i]);
    }
    assertArrayEquals(expected, run.output(), 1e-12);
  }

  @Property(tries = TRIES)
  void conv1dIsConv2dOfOneRow(
      @ForAll @IntRange(min = 1, max = 9) int length,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll long seed) {
    Window l = new Window(length, kernel, stride, padding, dilation);
    Assume.that(l.positions(false) > 0);
    int c = 2 * groups;
    LayerRun one =
        new LayerRun(
            "conv1d",
            2,
            false,
            seed,
            List.of(Shape.of(c, length)),
            "filters",
            c,
            "kernel",
            kernel,
            "stride",
            stride,
            "padding",
            padding,
            "dilation",
            dilation,
            "groups",
            groups);
    LayerRun two =
        new LayerRun(
            "conv2d",
            2,
            false,
            seed,
            List.of(Shape.of(c, 1, length)),
            "filters",
            c,
            "kernel",
            new int[] {1, kernel},
            "stride",
            new int[] {1, stride},
            "padding",
            new int[] {0, padding},
            "dilation",
            new int[] {1, dilation},
            "groups",
            groups);
    assertArrayEquals(two.output(), one.output(), 1e-12);
  }
}
