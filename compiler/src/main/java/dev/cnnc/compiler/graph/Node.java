package dev.cnnc.compiler.graph;

/** One line of a graph: {@code result = operation}. */
public record Node(Value result, Operation operation) {
  public Node {
    if (operation instanceof Operation.Comprehension comprehension) {
      Comprehensions.validateResult(result, comprehension);
    } else if (operation instanceof Operation.Constant constant) {
      if (!result.shape().equals(Shape.of(constant.values().size()))
          || result.batched()
          || result.type() != ElementType.F32) {
        throw new IllegalArgumentException(
            result + " cannot be " + constant.values().size() + " numbers");
      }
    } else if (operation instanceof Operation.Reshape reshape) {
      Value from = reshape.tensor();
      if (from.shape().size() != result.shape().size()
          || from.batched() != result.batched()
          || from.type() != result.type()) {
        throw new IllegalArgumentException("cannot reshape " + from + " to " + result);
      }
    } else if (operation instanceof Operation.Scatter scatter) {
      scatter.terms().forEach(term -> term.validateResult(result));
    }
  }

  /** By the result alone, as no two nodes of a graph have the same; formulas are long. */
  @Override
  public int hashCode() {
    return result.hashCode();
  }

  /** The same result of another operation: this node itself if it is the same one. */
  public Node with(Operation other) {
    return other == operation ? this : new Node(result, other);
  }
}
