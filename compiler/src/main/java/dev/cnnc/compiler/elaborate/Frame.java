package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** One body while it is elaborated: a model's, or a layer's for one call. */
final class Frame {
  private final Session session;
  private final String path;
  private final boolean library;
  private final Optional<CallSite> call;
  private final Scope scope = new Scope();
  private CallNames callNames = new CallNames();
  private boolean sharedCopy;
  private Optional<Shape> result = Optional.empty();
  private Optional<List<Integer>> rest = Optional.empty();

  /**
   * @param path the path of the calls that lead here, empty for a model
   * @param library whether the body is part of the standard library
   */
  Frame(Session session, String path, boolean library, Optional<CallSite> call) {
    this.session = session;
    this.path = path;
    this.library = library;
    this.call = call;
    this.sharedCopy = call.isPresent() && call.get().caller().sharedCopy;
  }

  Session session() {
    return session;
  }

  /**
   * What this body can name: within the library, a user's layer never stands for a standard one.
   */
  Definitions definitions() {
    return library ? Definitions.LIBRARY : session.definitions();
  }

  Scope scope() {
    return scope;
  }

  String path() {
    return path;
  }

  boolean library() {
    return library;
  }

  Optional<CallSite> call() {
    return call;
  }

  /** {@code name} under this body's path. */
  String qualified(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** How many calls lead here. */
  int depth() {
    int depth = 0;
    for (Optional<CallSite> c = call; c.isPresent(); c = c.get().caller().call) {
      depth++;
    }
    return depth;
  }

  CallNames callNames() {
    return callNames;
  }

  void callNames(CallNames names) {
    callNames = names;
  }

  /**
   * Whether this is in a copy of a {@code repeat shared} that reuses the first one's parameters.
   */
  boolean sharedCopy() {
    return sharedCopy;
  }

  void sharedCopy(boolean copy) {
    sharedCopy = copy;
  }

  /** The declared shape of the result, if the layer declares one. */
  Optional<Shape> result() {
    return result;
  }

  void result(Shape shape) {
    result = Optional.of(shape);
  }

  /** The extents that the first {@code ..} of the layer's signature stands for. */
  Optional<List<Integer>> rest() {
    return rest;
  }

  void rest(List<Integer> extents) {
    rest = Optional.of(List.copyOf(extents));
  }

  /**
   * The text in the user's script that stands for {@code span}: itself, or within the library the
   * call that led there.
   */
  SourceSpan userSpan(SourceSpan span) {
    return library && call.isPresent() ? call.get().caller().userSpan(call.get().span()) : span;
  }

  Origin origin(SourceSpan span) {
    return new Origin(userSpan(span), path);
  }

  /** What made a tensor, for messages: within the library the call that led there. */
  Note note(String maker, SourceSpan span) {
    return library && call.isPresent()
        ? call.get().caller().note(call.get().layer(), call.get().span())
        : new Note(maker, span);
  }

  void report(Code code, SourceSpan span, String message) {
    session.report(this, code, span, message, List.of(), Optional.empty());
  }

  void report(Code code, SourceSpan span, String message, String help) {
    session.report(this, code, span, message, List.of(), Optional.of(help));
  }

  void report(Code code, SourceSpan span, String message, List<String> origins) {
    session.report(this, code, span, message, origins, Optional.empty());
  }
}
