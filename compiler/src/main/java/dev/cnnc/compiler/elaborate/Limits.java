package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Locale;

/** What a network may need at most; beyond it the elaboration ends with an error. */
final class Limits {
  /** Elements of one tensor, as a Java array holds them. */
  static final long MAX_ELEMENTS = Integer.MAX_VALUE;

  static final int MAX_RANK = 16;

  private Limits() {}

  /** Ends the elaboration if a tensor is too large. */
  static void requireSize(Frame frame, SourceSpan span, List<Integer> extents) {
    if (extents.size() > MAX_RANK) {
      frame
          .session()
          .giveUp(
              frame,
              Code.TOO_LARGE,
              span,
              "a tensor has at most " + MAX_RANK + " axes, found " + extents.size());
    }
    double elements = 1;
    for (int extent : extents) {
      elements *= extent;
    }
    if (elements > MAX_ELEMENTS) {
      frame
          .session()
          .giveUp(
              frame,
              Code.TOO_LARGE,
              span,
              String.format(
                  Locale.ROOT,
                  "a tensor f32%s has %.3g elements (%.3g GB); at most %d are possible",
                  extents,
                  elements,
                  elements * 4e-9,
                  MAX_ELEMENTS));
    }
  }

  /** Ends the elaboration if the graph is full. */
  static void requireRoom(Frame frame, SourceSpan span) {
    if (frame.session().graph().full()) {
      frame
          .session()
          .giveUp(
              frame,
              Code.TOO_MANY_OPERATIONS,
              span,
              "the network has more than " + GraphBuilder.MAX_NODES + " operations");
    }
  }
}
