package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.elaborate.LibraryGradientsTest.Call;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.testing.Choices;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;

/**
 * Calls of the library's layers over windows, channels and axes, with random attributes: kernels
 * even and odd, strides beyond the kernel, padding, dilation, groups, windows that do not fill the
 * input.
 */
final class RandomCalls {
  private final Choices choices;
  private final List<Object> arguments = new ArrayList<>();

  private RandomCalls(Choices choices) {
    this.choices = choices;
  }

  /** Layers without a bias that are linear in their input. */
  static Arbitrary<Call> linear() {
    return Choices.choices().map(choices -> new RandomCalls(choices).linearCall());
  }

  static Arbitrary<Call> others() {
    return Choices.choices().map(choices -> new RandomCalls(choices).otherCall());
  }

  private Call linearCall() {
    int kind = choices.below(9);
    int axes = kind < 3 ? kind + 1 : 2;
    switch (kind) {
      case 0, 1, 2 -> {
        Shape shape = convolution(axes);
        return call("conv" + axes + "d", shape);
      }
      case 3 -> {
        Shape shape = transposed();
        return call("conv_transpose2d", shape);
      }
      case 4, 5, 6 -> {
        int windows = kind - 3;
        Shape shape = window(windows, false);
        with("count_include_pad", choices.oneIn(2));
        return call("avgpool" + windows + "d", shape);
      }
      case 7 -> {
        with("top", choices.between(0, 2), "bottom", choices.between(-1, 1));
        with("left", choices.between(0, 1), "right", choices.between(-1, 2));
        return call("pad2d", Shape.of(choices.between(1, 3), 3, 3));
      }
      default -> {
        with("scale", new int[] {choices.between(1, 3), choices.between(1, 2)});
        return call("upsample_nearest2d", Shape.of(choices.between(1, 3), 2, 3));
      }
    }
  }

  private Call otherCall() {
    int kind = choices.below(8);
    int channels = choices.between(1, 3);
    switch (kind) {
      case 0, 1, 2 -> {
        Shape shape = window(kind + 1, true);
        return call("maxpool" + (kind + 1) + "d", shape);
      }
      case 3 -> {
        int groups = choices.between(1, 3);
        with("groups", groups);
        return call("groupnorm", Shape.of(groups * channels, choices.between(2, 3), 2));
      }
      case 4 -> {
        with("size", choices.between(1, 5), "alpha", 0.3, "k", 1.5);
        return call("lrn", Shape.of(choices.between(1, 5), choices.between(1, 3)));
      }
      case 5 -> {
        with("affine", choices.oneIn(2));
        return call("instancenorm", Shape.of(channels, choices.between(2, 4)));
      }
      case 6 -> {
        with("axis", choices.between(-3, 2));
        return call(choices.of(List.of("softmax", "log_softmax")), Shape.of(channels, 2, 3));
      }
      default -> {
        return call("batchnorm", Shape.of(2, choices.between(1, 3), channels));
      }
    }
  }

  private Shape convolution(int axes) {
    int groups = choices.between(1, 3);
    int[] kernel = numbers(axes, 1, axes == 3 ? 3 : 4);
    int[] stride = numbers(axes, 1, 4);
    int[] padding = numbers(axes, 0, 3);
    int[] dilation = numbers(axes, 1, 3);
    with("filters", groups * choices.between(1, 2), "groups", groups, "bias", false);
    with("kernel", value(kernel), "stride", value(stride));
    with("padding", value(padding), "dilation", value(dilation));
    return shape(groups * choices.between(1, 2), kernel, padding, dilation);
  }

  private Shape transposed() {
    int groups = choices.between(1, 2);
    int[] kernel = numbers(2, 1, 4);
    int[] stride = numbers(2, 1, 3);
    int[] dilation = numbers(2, 1, 2);
    int[] extra = new int[2];
    for (int axis = 0; axis < 2; axis++) {
      extra[axis] = choices.below(Math.max(stride[axis], dilation[axis]));
    }
    with("filters", groups * choices.between(1, 2), "groups", groups, "bias", false);
    with("kernel", kernel, "stride", stride, "dilation", dilation, "output_padding", extra);
    return Shape.of(groups * choices.between(1, 2), choices.between(1, 3), choices.between(1, 3));
  }

  private Shape window(int axes, boolean dilated) {
    int[] kernel = numbers(axes, 1, axes == 3 ? 3 : 4);
    int[] padding = new int[axes];
    int[] dilation = new int[axes];
    for (int axis = 0; axis < axes; axis++) {
      dilation[axis] = dilated ? choices.between(1, 2) : 1;
      // A dilated window could lie wholly in the padding: its maximum is infinite.
      padding[axis] = dilation[axis] > 1 ? 0 : choices.below(kernel[axis] / 2 + 1);
    }
    with("kernel", value(kernel), "stride", value(numbers(axes, 1, 4)));
    with("padding", value(padding), "ceil_mode", choices.oneIn(2));
    if (dilated) {
      with("dilation", value(dilation));
    }
    return shape(choices.between(1, 3), kernel, padding, dilation);
  }

  /** So large that a window fits, and a little more. */
  private Shape shape(int channels, int[] kernel, int[] padding, int[] dilation) {
    List<Integer> extents = new ArrayList<>(List.of(channels));
    for (int axis = 0; axis < kernel.length; axis++) {
      int least = dilation[axis] * (kernel[axis] - 1) + 1 - 2 * padding[axis];
      extents.add(Math.max(least, 1) + choices.below(4));
    }
    return new Shape(extents);
  }

  private int[] numbers(int count, int least, int most) {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = choices.between(least, most);
    }
    return numbers;
  }

  /** A layer over one axis takes a number, the others one for each axis. */
  private static Object value(int[] numbers) {
    return numbers.length == 1 ? (Object) numbers[0] : numbers;
  }

  private void with(Object... more) {
    arguments.addAll(List.of(more));
  }

  private Call call(String layer, Shape shape) {
    return new Call(layer, true, List.of(shape), arguments.toArray());
  }
}
