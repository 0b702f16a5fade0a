package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.KernelCode;
import dev.cnnc.compiler.loop.TaskWork;
import dev.cnnc.runtime.program.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The order in which a program's kernels run: by phase, and in that as they were made. */
final class ListSteps {
  private ListSteps() {}

  /**
   * @param kernels are put into that order, so that a step's number is its kernel's
   */
  static List<Step> of(List<Kernel> kernels) {
    kernels.sort((a, b) -> a.phase().compareTo(b.phase()));
    List<Step> steps = new ArrayList<>();
    Map<KernelCode, Integer> grains = new HashMap<>();
    for (Kernel kernel : kernels) {
      steps.add(
          new Step(
              kernel.name(),
              steps.size(),
              kernel.phase(),
              kernel.tasksPerExample(),
              kernel.fixedTasks(),
              kernel.examplesPerTask(),
              kernel.rows(),
              grains.computeIfAbsent(kernel.code(), code -> TaskWork.grain(code.body()))));
    }
    return steps;
  }
}
