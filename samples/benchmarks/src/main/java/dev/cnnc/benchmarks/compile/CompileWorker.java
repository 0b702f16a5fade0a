package dev.cnnc.benchmarks.compile;

import dev.cnnc.benchmarks.engine.CnncEngine;
import dev.cnnc.benchmarks.network.Networks;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Compiles a network for training, again and again. Arguments: the network and how many times. For
 * each time it prints seconds, from the script's text to loaded classes, and those of the compiling
 * thread on a processor.
 */
final class CompileWorker {
  private CompileWorker() {}

  public static void main(String[] arguments) throws IOException {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    int times = Integer.parseInt(arguments[1]);
    SourceFile script = CnncEngine.script(Networks.named(arguments[0]));
    double[] seconds = new double[2 * times]; // printed in the end, as text needs classes, too
    for (int time = 0; time < times; time++) {
      long processor = thread.getCurrentThreadCpuTime();
      long begin = System.nanoTime();
      CnncEngine.training(Compiler.of(script)).load();
      seconds[2 * time] = (System.nanoTime() - begin) * 1e-9;
      seconds[2 * time + 1] = (thread.getCurrentThreadCpuTime() - processor) * 1e-9;
    }
    for (int time = 0; time < times; time++) {
      System.out.println(seconds[2 * time] + " " + seconds[2 * time + 1]);
    }
  }
}
