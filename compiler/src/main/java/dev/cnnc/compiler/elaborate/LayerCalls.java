package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Calls of layers: the body is elaborated anew for each call, with its own parameters. */
final class LayerCalls {
  private final Frame caller;

  LayerCalls(Frame caller) {
    this.caller = caller;
  }

  Meaning call(Definition.Layer layer, Expression.Call call, List<Given> given) {
    Session session = caller.session();
    String name = layer.name().text();
    session.countCall(caller, call.span(), name);
    Optional<String> path = path(caller, name, call.alias());
    if (path.isEmpty() || given.stream().anyMatch(g -> g.meaning() == Meaning.UNKNOWN)) {
      return Meaning.UNKNOWN;
    }
    CallSite site = new CallSite(name, text(name, given), call.span(), caller);
    boolean library = Library.isPart(layer);
    Frame callee = new Frame(session, path.get(), library, Optional.of(site));
    int place = session.beginCall();
    Signature signature = new Signature(layer, callee);
    if (!signature.bind(caller, call.span(), given)) {
      return Meaning.UNKNOWN;
    }
    Body body = new Body(callee);
    body.elaborate(layer.body());
    Optional<Value> result = result(layer, callee, body);
    if (result.isEmpty()) {
      return Meaning.UNKNOWN;
    }
    session.endCall(
        place,
        new LayerCall(
            path.get(),
            name,
            arguments(given),
            signature.tensors(),
            result.get(),
            body.parameters(),
            caller.userSpan(call.span()),
            caller.depth()));
    return new Meaning.Tensor(result.get(), caller.note(name, call.span()));
  }

  /** The path of a call, by which its parameters are known. */
  static Optional<String> path(Frame caller, String layer, Optional<Name> alias) {
    Optional<String> name = caller.callNames().next(layer, alias.map(Name::text));
    if (name.isEmpty()) {
      caller.report(
          Code.DEFINED_TWICE,
          alias.get().span(),
          "another call in this body is called " + alias.get().text() + " already",
          "every call has its own name, by which its parameters are found in files");
    }
    return name.map(caller::qualified);
  }

  private static Optional<Value> result(Definition.Layer layer, Frame callee, Body body) {
    if (body.failed()) {
      return Optional.empty();
    }
    Optional<Value> result = body.result();
    SourceSpan span = layer.name().span();
    if (result.isEmpty()) {
      callee.report(Code.NO_OUTPUT, span, "layer " + layer.name().text() + " has no output");
      return result;
    }
    Optional<Shape> declared = callee.result();
    if (declared.isPresent() && !declared.get().equals(result.get().shape())) {
      callee.report(
          Code.RESULT_DIFFERS,
          layer.result().orElseThrow().span(),
          "layer "
              + layer.name().text()
              + " declares the result f32"
              + declared.get()
              + ", but its output is "
              + Types.text(result.get()));
      return Optional.empty();
    }
    return result;
  }

  /** {@code basic_block(32, stride = 2)} */
  static String text(String name, List<Given> given) {
    return name + "(" + arguments(given) + ")";
  }

  static String arguments(List<Given> given) {
    return given.stream()
        .filter(g -> !g.piped())
        .map(Given::text)
        .collect(Collectors.joining(", "));
  }
}
