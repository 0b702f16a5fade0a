package dev.cnnc.compiler.cases;

import dev.cnnc.compiler.cases.NumericCase.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A case as a user would write it: a model with the case's inputs and one output {@code out}.
 *
 * @param given the tensors by the names they have in the model
 * @param names for each name of the case, the one in the model
 * @param training whether it is the model as it is trained
 */
record CaseScript(
    String text,
    int batch,
    Map<String, Tensor> given,
    Map<String, String> names,
    boolean training) {

  /** Puts a script together, line by line. */
  static final class Builder {
    private final NumericCase numericCase;
    private final StringBuilder body = new StringBuilder();
    private final Map<String, Tensor> given = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private int batch = 1;
    private boolean training = false;

    Builder(NumericCase numericCase) {
      this.numericCase = numericCase;
    }

    /** A tensor of the case as an input of the model, under the same name. */
    Builder input(String name, String type) {
      Tensor tensor = numericCase.input(name);
      batch = tensor.shape().get(0);
      return line("input " + name + ": " + tensor.perExample(type)).give(name, name, tensor);
    }

    /** A tensor without a batch axis as an input of the model: the batch is one. */
    Builder example(String name) {
      Tensor tensor = numericCase.input(name).asOneExample();
      return line("input " + name + ": " + tensor.perExample("f32")).give(name, name, tensor);
    }

    /** A parameter or state of the case, which the model knows by another name. */
    Builder parameter(String name, String inModel) {
      return give(name, inModel, numericCase.parameters().get(name));
    }

    /** An input of the case that is a parameter of the model. */
    Builder inputAsParameter(String name, String inModel) {
      return give(name, inModel, numericCase.input(name));
    }

    /** An input of the case that is a parameter declared in the model's own body. */
    Builder declare(String name) {
      Tensor tensor = numericCase.input(name);
      return line("param " + name + ": f32" + tensor.shape() + " = zeros")
          .inputAsParameter(name, name);
    }

    private Builder give(String name, String inModel, Tensor tensor) {
      given.put(inModel, tensor);
      names.put(name, inModel);
      return this;
    }

    Builder training(boolean training) {
      this.training = training;
      return this;
    }

    Builder line(String line) {
      body.append("  ").append(line).append('\n');
      return this;
    }

    Builder output(String expression) {
      return line("output out = " + expression);
    }

    CaseScript build() {
      return new CaseScript("model Case {\n" + body + "}\n", batch, given, names, training);
    }
  }

  /** {@code (1, 2)} */
  static String tuple(List<Integer> numbers) {
    if (numbers.size() == 1) {
      return String.valueOf(numbers.get(0));
    }
    StringJoiner tuple = new StringJoiner(", ", "(", ")");
    numbers.forEach(number -> tuple.add(String.valueOf(number)));
    return tuple.toString();
  }
}
