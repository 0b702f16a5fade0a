package dev.cnnc.compiler.cases;

import static dev.cnnc.compiler.cases.CaseScript.tuple;

import dev.cnnc.compiler.cases.CaseScript.Builder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The cases of {@code onnx} as scripts: by a layer of the library where it has one that fits, else
 * by a formula.
 */
final class OnnxScripts {
  private OnnxScripts() {}

  /** Empty for an operator, or a variant of one, that the library does not have. */
  static Optional<CaseScript> script(NumericCase c) {
    Builder b = new Builder(c);
    Attributes a = c.attributes();
    boolean known =
        switch (c.op()) {
          case "Add" -> {
            b.input("x0", "f32").input("x1", "f32").output("x0 + x1");
            yield true;
          }
          case "Relu" -> {
            b.input("x0", "f32").output("x0 |> relu");
            yield true;
          }
          case "Elu" -> {
            b.input("x0", "f32").output("x0 |> elu(alpha = " + a.real("alpha", 1) + ")");
            yield true;
          }
          case "Softmax" -> alongAxis(b, c, "softmax");
          case "LogSoftmax" -> alongAxis(b, c, "log_softmax");
          case "Flatten" -> {
            boolean whole = a.integer("axis", 1) == 0 || a.integer("axis", 1) == -4;
            (whole ? b.example("x0") : b.input("x0", "f32")).output("x0 |> flatten");
            yield true;
          }
          case "Concat" -> concat(b, c);
          case "Pad" -> pad(b, c);
          case "Conv" -> convolution(b, c);
          case "ConvTranspose" -> transposed(b, c);
          case "MaxPool" -> maxPool(b, c);
          case "AveragePool" -> averagePool(b, c);
          case "GlobalAveragePool" -> {
            b.input("x0", "f32").output("x0 |> globalavgpool2d");
            yield true;
          }
          case "BatchNormalization" -> {
            b.input("x0", "f32");
            b.output("x0 |> batchnorm(eps = " + a.real("epsilon", 1e-5) + ") as op");
            b.inputAsParameter("x1", "op.weight").inputAsParameter("x2", "op.bias");
            b.inputAsParameter("x3", "op.running_mean");
            b.inputAsParameter("x4", "op.running_var");
            yield true;
          }
          case "LRN" -> {
            String arguments =
                "size = "
                    + a.integer("size", 1)
                    + ", alpha = "
                    + a.real("alpha", 1e-4)
                    + ", beta = "
                    + a.real("beta", 0.75)
                    + ", k = "
                    + a.real("bias", 1);
            b.input("x0", "f32").output("x0 |> lrn(" + arguments + ")");
            yield true;
          }
          case "Gather" -> gather(b, c);
          case "Gemm" -> gemm(b, c);
          case "SoftmaxCrossEntropyLoss" -> crossEntropy(b, c);
          default -> false;
        };
    return known ? Optional.of(b.build()) : Optional.empty();
  }

  /** The axis counts the batch in ONNX, not in a script. */
  private static boolean alongAxis(Builder b, NumericCase c, String layer) {
    int rank = c.input("x0").shape().size();
    int axis = Math.floorMod(c.attributes().integer("axis", -1), rank);
    if (axis == 0) {
      b.example("x0").output("x0 |> " + layer + "(axis = 0)");
    } else {
      b.input("x0", "f32").output("x0 |> " + layer + "(axis = " + (axis - 1) + ")");
    }
    return true;
  }

  private static boolean concat(Builder b, NumericCase c) {
    int axis = Math.floorMod(c.attributes().integer("axis", 0), c.input("x0").shape().size());
    if (axis == 0) {
      b.example("x0").example("x1").output("concat(x0, x1, axis = 0)");
    } else {
      b.input("x0", "f32").input("x1", "f32");
      b.output("concat(x0, x1, axis = " + (axis - 1) + ")");
    }
    return true;
  }

  private static boolean pad(Builder b, NumericCase c) {
    List<Integer> pads = c.attributes().integers("pads");
    double value = c.attributes().real("value", 0);
    if (pads.isEmpty()) {
      pads = Arrays.stream(c.input("x1").elements()).mapToObj(p -> (int) p).toList();
      value = c.input("x2").elements()[0];
    }
    b.input("x0", "f32");
    b.output(
        "x0 |> pad2d(top = "
            + pads.get(2)
            + ", bottom = "
            + pads.get(6)
            + ", left = "
            + pads.get(3)
            + ", right = "
            + pads.get(7)
            + ", value = "
            + value
            + ")");
    return true;
  }

  private static boolean convolution(Builder b, NumericCase c) {
    Window w = Window.of(c);
    boolean bias = c.inputs().size() > 2;
    String arguments =
        c.input("x1").shape().get(0)
            + ", kernel = "
            + tuple(w.kernel())
            + ", stride = "
            + tuple(w.stride())
            + ", padding = "
            + tuple(w.padding())
            + ", dilation = "
            + tuple(w.dilation())
            + ", groups = "
            + c.attributes().integer("group", 1)
            + ", bias = "
            + bias;
    b.input("x0", "f32").output("x0 |> conv" + w.axes() + "d(" + arguments + ") as op");
    b.inputAsParameter("x1", "op.weight");
    if (bias) {
      b.inputAsParameter("x2", "op.bias");
    }
    return true;
  }

  private static boolean transposed(Builder b, NumericCase c) {
    Window w = Window.of(c);
    int groups = c.attributes().integer("group", 1);
    String arguments =
        c.input("x1").shape().get(1) * groups
            + ", kernel = "
            + tuple(w.kernel())
            + ", stride = "
            + tuple(w.stride())
            + ", padding = "
            + tuple(w.padding())
            + ", output_padding = "
            + tuple(c.attributes().integers("output_padding", 0, 0))
            + ", dilation = "
            + tuple(w.dilation())
            + ", groups = "
            + groups
            + ", bias = false";
    b.input("x0", "f32").output("x0 |> conv_transpose2d(" + arguments + ") as op");
    b.inputAsParameter("x1", "op.weight");
    return true;
  }

  /** Paddings beyond half of the kernel, which the layer refuses, are written as a formula. */
  private static boolean maxPool(Builder b, NumericCase c) {
    Window w = Window.of(c);
    b.input("x0", "f32");
    if (w.axes() == 2 && !w.fitsLayer()) {
      b.line(w.formula("out", "max"));
    } else {
      b.output("x0 |> maxpool" + w.axes() + "d(" + w.arguments() + ")");
    }
    return true;
  }

  private static boolean averagePool(Builder b, NumericCase c) {
    Window w = Window.of(c);
    b.input("x0", "f32");
    boolean includePad = c.attributes().integer("count_include_pad", 0) == 1;
    if (w.axes() == 2 && !w.fitsLayer() && includePad) {
      int taps = w.kernel().get(0) * w.kernel().get(1);
      b.line(w.formula("out", "1 / " + taps + " * sum"));
    } else {
      b.output(
          "x0 |> avgpool"
              + w.axes()
              + "d("
              + w.arguments()
              + ", count_include_pad = "
              + includePad
              + ")");
    }
    return true;
  }

  /** Rows of a table: what a row holds has one axis in a script. */
  private static boolean gather(Builder b, NumericCase c) {
    List<Integer> table = c.input("x0").shape();
    int features = c.input("x0").elements().length / table.get(0);
    b.input("x1", "i32");
    b.output("x1 |> embedding(" + table.get(0) + ", " + features + ") as table");
    b.inputAsParameter("x0", "table.weight");
    return true;
  }

  /** {@code alpha · A·B + beta · C}, either matrix transposed. */
  private static boolean gemm(Builder b, NumericCase c) {
    Attributes a = c.attributes();
    String weight = a.integer("transB", 0) == 1 ? "x1[k, n]" : "x1[n, k]";
    b.declare("x1");
    if (a.integer("transA", 0) == 1) {
      b.example("x0");
      b.declare("x2");
      b.line(
          "output out[m, k] = "
              + a.real("alpha", 1)
              + " * (sum[n] "
              + weight
              + " * x0[n, m]) + "
              + a.real("beta", 1)
              + " * x2[0, k]");
      return true;
    }
    b.input("x0", "f32");
    String product = "output out[k] = sum[n] " + weight + " * x0[n]";
    if (c.inputs().size() > 2) {
      b.declare("x2").line("product[k] = sum[n] " + weight + " * x0[n]");
      product = "output out[k] = product[k] + x2[0, k]";
    }
    b.line(product);
    return true;
  }

  private static boolean crossEntropy(Builder b, NumericCase c) {
    Attributes a = c.attributes();
    String arguments = "reduction = \"" + a.string("reduction", "mean") + '"';
    if (a.has("ignore_index")) {
      arguments += ", ignore_index = " + a.integer("ignore_index", 0);
    }
    if (c.inputs().size() > 2) {
      arguments +=
          Arrays.stream(c.input("x2").elements())
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(", ", ", weights = (", ")"));
    }
    b.input("x0", "f32").input("x1", "i32");
    b.output("cross_entropy(x0, x1, " + arguments + ")");
    return true;
  }

  /** What a window of an operator does, per axis. */
  private record Window(
      List<Integer> input,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> begin,
      List<Integer> end,
      List<Integer> dilation) {
    static Window of(NumericCase c) {
      List<Integer> shape = c.input("x0").shape();
      int axes = shape.size() - 2;
      Attributes a = c.attributes();
      List<Integer> kernel =
          a.has("kernel_shape")
              ? a.integers("kernel_shape")
              : c.input("x1").shape().subList(2, 2 + axes);
      Integer[] ones = Collections.nCopies(axes, 1).toArray(Integer[]::new);
      Integer[] zeros = Collections.nCopies(2 * axes, 0).toArray(Integer[]::new);
      List<Integer> pads = a.integers("pads", zeros);
      if (a.string("auto_pad", "NOTSET").equals("SAME_LOWER")) {
        pads = List.of(1, 1, 0, 0);
      }
      return new Window(
          shape.subList(2, shape.size()),
          kernel,
          a.integers("strides", ones),
          pads.subList(0, axes),
          pads.subList(axes, 2 * axes),
          a.integers("dilations", ones));
    }

    int axes() {
      return kernel.size();
    }

    List<Integer> padding() {
      if (!begin.equals(end)) {
        throw new IllegalArgumentException("padding is not the same on both sides: " + this);
      }
      return begin;
    }

    boolean fitsLayer() {
      boolean fits = begin.equals(end);
      for (int axis = 0; axis < axes(); axis++) {
        fits &= 2 * begin.get(axis) <= kernel.get(axis);
      }
      return fits;
    }

    String arguments() {
      return "kernel = "
          + tuple(kernel)
          + ", stride = "
          + tuple(stride)
          + ", padding = "
          + tuple(padding());
    }

    /** {@code output NAME[c, i < 30, j < 30] = REDUCTION[u < 3, v < 3] x0[c, i + u - 2, …]} */
    String formula(String name, String reduction) {
      return "output "
          + name
          + "[c, i < "
          + extent(0)
          + ", j < "
          + extent(1)
          + "] = "
          + reduction
          + "[u < "
          + kernel.get(0)
          + ", v < "
          + kernel.get(1)
          + "] x0[c, "
          + stride.get(0)
          + "*i + u - "
          + begin.get(0)
          + ", "
          + stride.get(1)
          + "*j + v - "
          + begin.get(1)
          + "]";
    }

    private int extent(int axis) {
      int padded = input.get(axis) + begin.get(axis) + end.get(axis);
      return (padded - kernel.get(axis)) / stride.get(axis) + 1;
    }
  }
}
