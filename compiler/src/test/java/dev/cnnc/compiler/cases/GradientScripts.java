package dev.cnnc.compiler.cases;

import static dev.cnnc.compiler.cases.CaseScript.tuple;

import dev.cnnc.compiler.cases.CaseScript.Builder;
import java.util.List;
import java.util.Optional;

/** The cases of {@code gradients} as scripts. */
final class GradientScripts {
  private GradientScripts() {}

  /** Empty for an operator that the library does not have. */
  static Optional<CaseScript> script(NumericCase c) {
    Builder b = new Builder(c);
    Attributes a = c.attributes();
    boolean known =
        switch (c.op()) {
          case "avg_pool2d" -> {
            String rest =
                ", ceil_mode = "
                    + a.bool("ceil_mode")
                    + ", count_include_pad = "
                    + a.bool("count_include_pad");
            b.input("x", "f32").output("x |> avgpool2d(" + window(a) + rest + ")");
            yield true;
          }
          case "max_pool2d" -> {
            String rest =
                ", dilation = "
                    + tuple(a.integers("dilation"))
                    + ", ceil_mode = "
                    + a.bool("ceil_mode");
            b.input("x", "f32").output("x |> maxpool2d(" + window(a) + rest + ")");
            yield true;
          }
          case "conv2d" -> convolution(b, c);
          case "conv_transpose2d" -> {
            String rest =
                ", output_padding = "
                    + tuple(a.integers("output_padding"))
                    + ", dilation = "
                    + tuple(a.integers("dilation"))
                    + ", groups = "
                    + a.integer("groups", 1);
            int filters = c.parameters().get("weight").shape().get(1) * a.integer("groups", 1);
            b.input("x", "f32")
                .output("x |> conv_transpose2d(" + filters + ", " + window(a) + rest + ") as op");
            weights(b);
            yield true;
          }
          case "linear" -> {
            int features = c.parameters().get("weight").shape().get(0);
            b.input("x", "f32").output("x |> linear(" + features + ") as op");
            weights(b);
            yield true;
          }
          case "batch_norm" -> {
            b.input("x", "f32").training(a.bool("training"));
            b.output(
                "x |> batchnorm(momentum = "
                    + a.real("momentum", 0)
                    + ", eps = "
                    + a.real("eps", 0)
                    + ") as op");
            b.parameter("gamma", "op.weight").parameter("beta", "op.bias");
            b.parameter("running_mean", "op.running_mean");
            b.parameter("running_var", "op.running_var");
            yield true;
          }
          case "layer_norm" -> {
            b.input("x", "f32").output("x |> layernorm(eps = " + a.real("eps", 0) + ") as op");
            b.parameter("gamma", "op.weight").parameter("beta", "op.bias");
            yield true;
          }
          case "concat" -> {
            b.input("a", "f32").input("b", "f32");
            b.output("concat(a, b, axis = " + (a.integer("axis", 1) - 1) + ")");
            yield true;
          }
          case "elu" -> {
            b.input("x", "f32").output("x |> elu(alpha = " + a.real("alpha", 1) + ")");
            yield true;
          }
          case "gelu" -> {
            b.input("x", "f32").output("x |> gelu");
            yield true;
          }
          case "sigmoid" -> {
            b.input("x", "f32").output("x |> sigmoid");
            yield true;
          }
          case "softmax" -> {
            b.input("x", "f32").output("x |> softmax(axis = " + (a.integer("axis", 1) - 1) + ")");
            yield true;
          }
          case "prelu" -> {
            b.input("x", "f32").output("x |> prelu as op").parameter("slope", "op.weight");
            yield true;
          }
          case "mse_loss" -> {
            b.input("x", "f32").input("target", "f32");
            b.output("mse(x, target, reduction = \"" + a.string("reduction", "mean") + "\")");
            yield true;
          }
          case "softmax_cross_entropy" -> {
            b.input("logits", "f32").input("labels", "i32");
            b.output(
                "cross_entropy(logits, labels, label_smoothing = "
                    + a.real("label_smoothing", 0)
                    + ")");
            yield true;
          }
          case "residual" -> residual(b);
          case "text_cnn" -> sentence(b);
          default -> false;
        };
    return known ? Optional.of(b.build()) : Optional.empty();
  }

  private static String window(Attributes a) {
    return "kernel = "
        + tuple(a.integers("kernel"))
        + ", stride = "
        + tuple(a.integers("stride"))
        + ", padding = "
        + tuple(a.integers("padding"));
  }

  private static void weights(Builder b) {
    b.parameter("weight", "op.weight").parameter("bias", "op.bias");
  }

  private static boolean convolution(Builder b, NumericCase c) {
    Attributes a = c.attributes();
    List<Integer> pads = a.integers("pads_top_left_bottom_right");
    if (!pads.subList(0, 2).equals(pads.subList(2, 4))) {
      throw new IllegalArgumentException("padding of " + c + " is not the same on both sides");
    }
    String arguments =
        c.parameters().get("weight").shape().get(0)
            + ", kernel = "
            + tuple(a.integers("kernel"))
            + ", stride = "
            + tuple(a.integers("stride"))
            + ", padding = "
            + tuple(pads.subList(0, 2))
            + ", dilation = "
            + tuple(a.integers("dilation"))
            + ", groups = "
            + a.integer("groups", 1)
            + ", bias = "
            + a.bool("bias");
    b.input("x", "f32").output("x |> conv2d(" + arguments + ") as op");
    b.parameter("weight", "op.weight");
    if (a.bool("bias")) {
      b.parameter("bias", "op.bias");
    }
    return true;
  }

  private static boolean residual(Builder b) {
    b.input("x", "f32");
    b.line("inner = x |> conv2d(x.channels, kernel = 3, padding = 1) as c1 |> relu");
    b.line("outer = inner |> conv2d(x.channels, kernel = 3, padding = 1) as c2");
    b.output("relu(x + outer)");
    b.parameter("w1", "c1.weight").parameter("b1", "c1.bias");
    b.parameter("w2", "c2.weight").parameter("b2", "c2.bias");
    return true;
  }

  private static boolean sentence(Builder b) {
    b.input("tokens", "i32");
    b.line("rows = tokens |> embedding(9, 4) as table");
    b.line("text = rows |> transpose((1, 0))");
    b.line("pairs = text |> conv1d(3, kernel = 2) as c2 |> relu");
    b.line("triples = text |> conv1d(3, kernel = 3) as c3 |> relu");
    b.line("best2[k] = max[t] pairs[k, t]");
    b.line("best3[k] = max[t] triples[k, t]");
    b.output("concat(best2, best3) |> linear(2) as head");
    b.parameter("embedding", "table.weight");
    b.parameter("w2", "c2.weight").parameter("b2", "c2.bias");
    b.parameter("w3", "c3.weight").parameter("b3", "c3.bias");
    b.parameter("wf", "head.weight").parameter("bf", "head.bias");
    return true;
  }
}
