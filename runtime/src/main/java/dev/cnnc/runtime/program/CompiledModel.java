package dev.cnnc.runtime.program;

import java.util.Set;

/**
 * A generated network: the entry point of a compiled script. Generated classes have a public
 * constructor without arguments.
 */
public interface CompiledModel {
  /** The model's name in the script. */
  String name();

  /** Which programs it was compiled with. */
  Set<Pass> passes();

  /**
   * The generated code of one program, for this JVM: the vector code if the module {@code
   * jdk.incubator.vector} is readable, else the scalar code. Programs of one back end agree on the
   * layouts of parameters and states.
   *
   * @throws IllegalArgumentException if it was compiled without that program
   */
  Kernels kernels(Pass pass);
}
