package dev.cnnc.grammar.diagnostic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Collects the findings of a compilation, so that all of a script's errors are reported at once.
 */
public final class Diagnostics {
  private final List<Diagnostic> found = new ArrayList<>();

  /** Adds a finding; the same finding at the same place is kept once. */
  public void report(Diagnostic diagnostic) {
    if (!found.contains(diagnostic)) {
      found.add(diagnostic);
    }
  }

  public boolean hasErrors() {
    return found.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  public List<Diagnostic> all() {
    return Collections.unmodifiableList(found);
  }
}
