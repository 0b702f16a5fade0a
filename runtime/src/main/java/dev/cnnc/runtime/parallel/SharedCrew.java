package dev.cnnc.runtime.parallel;

/** One crew for many teams; it is there while any of these is. */
final class SharedCrew {
  /** That of the shared teams of this process. */
  static final SharedCrew OF_PROCESS = new SharedCrew();

  private Crew crew;
  private int teams;

  synchronized Crew acquire() {
    if (teams == 0) {
      crew = new Crew(Runtime.getRuntime().availableProcessors() - 1);
    }
    teams++;
    return crew;
  }

  synchronized void release() {
    teams--;
    if (teams == 0) {
      crew.close();
      crew = null;
    }
  }
}
