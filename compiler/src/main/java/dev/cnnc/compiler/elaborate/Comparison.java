package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Value;
import java.util.OptionalInt;

/**
 * What a loss compares, and so what metrics compare: the first output of the model among the
 * tensors that it takes, and the first input.
 *
 * @param output the name of the output
 * @param target an input of the graph, of the model or from the data
 * @param ignored the label that does not count: the number that the loss is given as {@code
 *     ignore_index}
 */
public record Comparison(String output, Value prediction, Value target, OptionalInt ignored) {}
