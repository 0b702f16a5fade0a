package dev.cnnc.compiler.cases;

import java.util.List;
import java.util.Map;

/**
 * An operator, what goes in, and what others say comes out.
 *
 * @param inputs what varies over the batch, by name, batch axis first
 * @param parameters what does not, by name
 * @param expected tensors by what they are: {@code output}, {@code grad.<input or parameter>},
 *     states after the step
 * @param incoming the gradient of the output, row-major; null where no gradients are known
 */
record NumericCase(
    String name,
    String op,
    Attributes attributes,
    Map<String, Tensor> inputs,
    Map<String, Tensor> parameters,
    Map<String, Tensor> expected,
    double[] incoming) {
  /** Row-major elements. */
  record Tensor(List<Integer> shape, double[] elements) {
    /** The shape of one example, as the language writes it: {@code f32[3, 4]}. */
    String perExample(String type) {
      return type + shape.subList(1, shape.size());
    }

    /** The same elements as one example of a batch of one. */
    Tensor asOneExample() {
      List<Integer> longer = new java.util.ArrayList<>(shape);
      longer.add(0, 1);
      return new Tensor(longer, elements);
    }
  }

  Tensor input(String name) {
    return inputs.get(name);
  }

  int batch() {
    return inputs.values().iterator().next().shape().get(0);
  }

  @Override
  public String toString() {
    return name;
  }
}
