package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What all bodies of one elaboration share: definitions, findings, the graph that is being built,
 * and the limits that keep a hostile script from taking all time or memory.
 */
final class Session {
  /** Ends an elaboration that has reached a limit, after the limit has been reported. */
  static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("the elaboration was given up", null, false, false);
    }
  }

  /** How deep expressions and calls may be nested, all levels together. */
  private static final int MAX_DEPTH = 1_000;

  private static final int MAX_CALLS_DEPTH = 200;
  static final int MAX_CALLS = 30_000;

  /** How many calls of a chain are shown. */
  private static final int MAX_CHAIN = 8;

  /** After this many errors and warnings nobody reads on. */
  private static final int MAX_FINDINGS = 200;

  private static final int MAX_STEPS = 20_000_000;

  private final Definitions definitions;
  private final Diagnostics diagnostics;
  private final boolean training;
  private final GraphBuilder graph = new GraphBuilder();
  private final List<LayerCall> calls = new ArrayList<>();
  private final Map<Value, Value> updates = new LinkedHashMap<>();
  private int callCount;
  private int depth;
  private long steps;
  private boolean failed;

  Session(Definitions definitions, Diagnostics diagnostics, boolean training) {
    this.definitions = definitions;
    this.diagnostics = diagnostics;
    this.training = training;
  }

  Definitions definitions() {
    return definitions;
  }

  boolean training() {
    return training;
  }

  GraphBuilder graph() {
    return graph;
  }

  /** The calls that were elaborated without an error. */
  List<LayerCall> calls() {
    return calls.stream().filter(Objects::nonNull).toList();
  }

  /** The values that a step writes, by the state or parameter they are written to. */
  Map<Value, Value> updates() {
    return updates;
  }

  /** Whether this elaboration found an error. */
  boolean failed() {
    return failed;
  }

  /** Counts one more level of nesting, until {@link #leave}. */
  void enter(Frame frame, SourceSpan span) {
    if (++depth > MAX_DEPTH) {
      giveUp(
          frame,
          Code.TOO_DEEP,
          span,
          "this is nested too deeply: more than " + MAX_DEPTH + " levels");
    }
    spend(frame, span, 1);
  }

  /** Ends the elaboration if it has taken too many steps, these included. */
  void spend(Frame frame, SourceSpan span, long count) {
    steps += count;
    if (steps > MAX_STEPS) {
      giveUp(
          frame, Code.TOO_MANY_OPERATIONS, span, "this takes too long to work out at compile time");
    }
  }

  void leave() {
    depth--;
  }

  /** Counts a call of a layer, before its body is elaborated. */
  void countCall(Frame caller, SourceSpan span, String layer) {
    if (caller.depth() >= MAX_CALLS_DEPTH) {
      giveUp(
          caller,
          Code.TOO_DEEP,
          span,
          "calls are nested more than "
              + MAX_CALLS_DEPTH
              + " deep; does "
              + layer
              + " call itself?");
    }
    if (++callCount > MAX_CALLS) {
      giveUp(caller, Code.TOO_MANY_OPERATIONS, span, "there are more than " + MAX_CALLS + " calls");
    }
  }

  /**
   * Ends the elaboration if the copies of a repeat cannot fit, before the first of them is made.
   *
   * @param calls how many calls a copy makes at least, up to one more than the limit
   */
  void requireRoom(Frame frame, SourceSpan span, long copies, long calls) {
    if (copies * calls <= MAX_CALLS - callCount) {
      return;
    }
    String each =
        calls > MAX_CALLS
            ? String.format(Locale.ROOT, " of more than %,d calls each", MAX_CALLS)
            : calls > 1 ? String.format(Locale.ROOT, " of %,d calls each", calls) : "";
    String before = callCount > 0 ? String.format(Locale.ROOT, " (%,d so far)", callCount) : "";
    giveUp(
        frame,
        Code.TOO_MANY_OPERATIONS,
        span,
        String.format(
            Locale.ROOT,
            "a repeat of %,d copies%s: a network has at most %,d calls of layers%s",
            copies,
            each,
            MAX_CALLS,
            before));
  }

  /** Keeps a place for a call among the calls, which are in the order in which they begin. */
  int beginCall() {
    calls.add(null);
    return calls.size() - 1;
  }

  void endCall(int place, LayerCall call) {
    calls.set(place, call);
  }

  /** Reports that a limit is reached, and ends the elaboration. */
  void giveUp(Frame frame, Code code, SourceSpan span, String message) {
    report(frame, code, span, message, List.of(), Optional.empty());
    throw new Abandoned();
  }

  /**
   * Reports an error. What is wrong in a body of the library is reported at the call in the user's
   * script, with the library's line among the origins. An error at a place that has one already is
   * the same error met again in another copy, and left out.
   */
  void report(
      Frame frame,
      Code code,
      SourceSpan span,
      String message,
      List<String> origins,
      Optional<String> help) {
    failed = true;
    Frame user = frame;
    SourceSpan place = span;
    String text = message;
    List<String> lines = new ArrayList<>(origins);
    if (user.library() && user.call().isPresent()) {
      lines.add("in the library, " + span);
      while (user.library() && user.call().isPresent()) {
        CallSite call = user.call().get();
        text = user.call().get().caller().library() ? text : call.layer() + ": " + text;
        place = call.span();
        user = call.caller();
      }
    }
    if (known(code, place)) {
      return;
    }
    requireFewFindings();
    Diagnostic found =
        Diagnostic.error(code.text(), place, text).withOrigins(lines).withCalls(chain(user));
    diagnostics.report(help.isPresent() ? found.withHelp(help.get()) : found);
  }

  /**
   * Reports what was found when values of the graph were worked with, at the places they come from.
   *
   * @param reason why they were
   */
  void report(CompilationException found, String reason) {
    failed = true;
    for (Diagnostic diagnostic : found.diagnostics()) {
      if (diagnostics.all().stream().noneMatch(d -> same(d, diagnostic))) {
        requireFewFindings();
        List<String> lines = new ArrayList<>(diagnostic.origins());
        lines.add(reason);
        diagnostics.report(diagnostic.withOrigins(lines));
      }
    }
  }

  /** Reports a name that stands for nothing. */
  void unknownName(
      Frame frame, SourceSpan span, String name, Collection<String> visible, boolean formula) {
    Optional<String> nearest = NearestName.suggest(name, visible);
    Optional<String> help =
        nearest.isPresent()
            ? nearest.map(n -> "did you mean " + n + "?")
            : formula
                ? Optional.of(
                    "an index stands on the left or is bound by a reduction, as in sum["
                        + name
                        + "]")
                : Optional.empty();
    report(frame, Code.UNKNOWN_NAME, span, "'" + name + "' is not defined here", List.of(), help);
  }

  void warn(Code code, SourceSpan span, String message) {
    requireFewFindings();
    diagnostics.report(Diagnostic.warning(code.text(), span, message));
  }

  private void requireFewFindings() {
    if (diagnostics.all().size() >= MAX_FINDINGS) {
      throw new Abandoned();
    }
  }

  private static boolean same(Diagnostic a, Diagnostic b) {
    return a.span().equals(b.span()) && a.code().equals(b.code());
  }

  private boolean known(Code code, SourceSpan span) {
    return diagnostics.all().stream()
        .anyMatch(d -> d.span().equals(span) && d.code().equals(code.text()));
  }

  /** The calls that led to a body, innermost first; the middle of a long chain is left out. */
  private static List<String> chain(Frame frame) {
    List<String> chain = new ArrayList<>();
    for (Optional<CallSite> c = frame.call(); c.isPresent(); c = c.get().caller().call()) {
      chain.add("in " + c.get().text() + ", called on line " + c.get().span().line());
    }
    if (chain.size() <= MAX_CHAIN) {
      return chain;
    }
    List<String> ends = new ArrayList<>(chain.subList(0, MAX_CHAIN - 2));
    ends.add("in " + (chain.size() - MAX_CHAIN + 1) + " calls more");
    ends.add(chain.get(chain.size() - 1));
    return ends;
  }
}
