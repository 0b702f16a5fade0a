package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;

/**
 * One call of a layer, in the order the calls begin.
 *
 * @param path the path of calls, {@code basic_block_3.conv2d_2}
 * @param layer the layer's name
 * @param arguments the values of the arguments as given, {@code 20, kernel = 5}
 * @param inputs the tensors it was called with
 * @param parameters the parameters it owns itself, not those of the layers it calls
 * @param span the call in the text it stands in
 * @param depth 0 for a call in a model's own body
 */
public record LayerCall(
    String path,
    String layer,
    String arguments,
    List<Value> inputs,
    Value result,
    List<Value> parameters,
    SourceSpan span,
    int depth) {
  public LayerCall {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
  }
}
