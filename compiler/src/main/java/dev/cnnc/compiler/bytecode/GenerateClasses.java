package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.ClassFile;
import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.runtime.program.Pass;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Turns loops into class files: the last stage of the compiler. A network {@code org.example.LeNet}
 * becomes
 *
 * <ul>
 *   <li>{@code org.example.LeNet}, a {@link dev.cnnc.runtime.program.CompiledModel},
 *   <li>{@code org.example.LeNet$VectorGradients} and so on for each back end and pass: the {@link
 *       dev.cnnc.runtime.program.Kernels} of a program, with a static method for each kernel
 *       ({@link KernelEmitter}), and one method for all kernels of the same {@link KernelCode
 *       code};
 *   <li>{@code org.example.LeNet$VectorOperators}, which readies the vector module ({@link
 *       OperatorCaches});
 *   <li>further classes with kernels where one class would grow too large.
 * </ul>
 *
 * The same input gives the same bytes.
 */
public final class GenerateClasses {
  private static final String KERNELS_TYPE = "Ldev/cnnc/runtime/program/Kernels;";
  private static final String BACKEND = "dev/cnnc/runtime/program/Backend";

  private final String mainName;
  private final String sourceFileName;
  private final Map<Pass, String> vectorClasses = new EnumMap<>(Pass.class);
  private final Map<Pass, String> scalarClasses = new EnumMap<>(Pass.class);
  private final SortedMap<String, byte[]> classes = new TreeMap<>();

  private GenerateClasses(String className, String sourceFileName) {
    this.mainName = className.replace('.', '/');
    this.sourceFileName = sourceFileName;
  }

  /**
   * Generates the classes of a network. At run time the vector code is chosen if the JVM can run
   * it; a network without scalar code says so where it cannot.
   *
   * @param className of the class to generate, with its package: {@code org.example.LeNet}; the
   *     part after the last dot is the model's name
   * @param sourceFileName the script's name without folders, for stack traces: {@code lenet.cnn}
   * @param vector the programs for vectors, all with the same number of lanes; may be empty
   * @param scalar the programs for single numbers; may be empty if the other is not
   */
  public static GeneratedModel generate(
      String className,
      String sourceFileName,
      Map<Pass, LoopProgram> vector,
      Map<Pass, LoopProgram> scalar) {
    if (vector.isEmpty() && scalar.isEmpty()) {
      throw new IllegalArgumentException("there is no program to generate classes from");
    }
    if (!vector.isEmpty() && !scalar.isEmpty() && !vector.keySet().equals(scalar.keySet())) {
      throw new IllegalArgumentException(
          "the vector code has the passes "
              + vector.keySet()
              + ", the scalar code "
              + scalar.keySet());
    }
    GenerateClasses generator = new GenerateClasses(className, sourceFileName);
    generator.emitPrograms("Vector", vector, generator.vectorClasses);
    generator.emitPrograms("Scalar", scalar, generator.scalarClasses);
    generator.emitMain(lanes(vector), new EnumMap<>(vector.isEmpty() ? scalar : vector).keySet());
    return new GeneratedModel(className, generator.classes);
  }

  private static int lanes(Map<Pass, LoopProgram> vector) {
    List<Integer> lanes = vector.values().stream().map(LoopProgram::lanes).distinct().toList();
    if (lanes.size() > 1 || lanes.contains(1)) {
      throw new IllegalArgumentException("vector code with vectors of " + lanes + " lanes");
    }
    return lanes.isEmpty() ? 1 : lanes.get(0);
  }

  private void emitPrograms(
      String backend, Map<Pass, LoopProgram> programs, Map<Pass, String> names) {
    Map<KernelEmitter.Task, KernelEmitter.TaskMethod> shared = new HashMap<>();
    Optional<String> caches = emitOperatorCaches(programs.values());
    for (Pass pass : Pass.values()) {
      if (programs.containsKey(pass)) {
        String name = mainName + "$" + backend + camelCase(pass);
        names.put(pass, name);
        new KernelsEmitter(name, sourceFileName, programs.get(pass), shared, caches)
            .emit()
            .forEach((internal, bytes) -> classes.put(internal.replace('/', '.'), bytes));
      }
    }
  }

  private Optional<String> emitOperatorCaches(Collection<LoopProgram> programs) {
    int lanes = programs.stream().mapToInt(LoopProgram::lanes).findFirst().orElse(1);
    if (!VectorCalls.has(lanes)) {
      return Optional.empty();
    }
    String name = mainName + "$VectorOperators";
    ClassFile file = OperatorCaches.emit(name, sourceFileName, lanes);
    classes.put(name.replace('/', '.'), file.toBytes());
    return Optional.of(name);
  }

  /** {@code BatchInference} */
  private static String camelCase(Pass pass) {
    StringBuilder name = new StringBuilder();
    for (String word : pass.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  private void emitMain(int lanes, Iterable<Pass> passes) {
    ClassFile main =
        new ClassFile(mainName, sourceFileName, List.of("dev/cnnc/runtime/program/CompiledModel"));
    main.constructor();
    String modelName = mainName.substring(mainName.lastIndexOf('/') + 1);
    main.method(
        Opcodes.ACC_PUBLIC,
        "name",
        "()Ljava/lang/String;",
        0,
        code -> {
          code.constant(modelName);
          code.instruction(Opcodes.ARETURN);
        });
    main.method(
        Opcodes.ACC_PUBLIC, "passes", "()Ljava/util/Set;", 0, code -> emitPasses(code, passes));
    main.method(
        Opcodes.ACC_PUBLIC,
        "kernels",
        "(Ldev/cnnc/runtime/program/Pass;)" + KERNELS_TYPE,
        0,
        code -> emitKernels(code, modelName, lanes, passes));
    classes.put(mainName.replace('/', '.'), main.toBytes());
  }

  private static void emitPasses(Code code, Iterable<Pass> passes) {
    int count = 0;
    for (Pass pass : passes) {
      code.constant(pass);
      count++;
    }
    code.invokeStaticOfInterface(
        "java/util/Set", "of", "(" + "Ljava/lang/Object;".repeat(count) + ")Ljava/util/Set;");
    code.instruction(Opcodes.ARETURN);
  }

  private void emitKernels(Code code, String modelName, int lanes, Iterable<Pass> passes) {
    for (Pass pass : passes) {
      Label next = new Label();
      code.instruction(Opcodes.ALOAD, 1);
      code.constant(pass);
      code.jump(Opcodes.IF_ACMPNE, next);
      Optional<String> vector = Optional.ofNullable(vectorClasses.get(pass));
      Optional<String> scalar = Optional.ofNullable(scalarClasses.get(pass));
      vector.ifPresent(
          name -> {
            Label notVector = new Label();
            code.constant(lanes);
            code.invokeStatic(BACKEND, "choose", "(I)L" + BACKEND + ";");
            code.getStatic(BACKEND, "VECTOR", "L" + BACKEND + ";");
            code.jump(Opcodes.IF_ACMPNE, notVector);
            emitReturnNew(code, name);
            code.place(notVector);
          });
      scalar.ifPresentOrElse(
          name -> emitReturnNew(code, name),
          () ->
              emitThrow(
                  code,
                  "java/lang/IllegalStateException",
                  modelName
                      + " was compiled to vector code of "
                      + lanes
                      + " lanes only, which this JVM cannot run: start Java with --add-modules"
                      + " jdk.incubator.vector on a machine that has such vectors, or compile the"
                      + " model with scalar code, too"));
      code.place(next);
    }
    emitThrow(
        code,
        "java/lang/IllegalArgumentException",
        modelName + " was compiled with the passes " + passes + " only");
  }

  private static void emitReturnNew(Code code, String name) {
    code.instruction(Opcodes.NEW, name);
    code.instruction(Opcodes.DUP);
    code.invoke(Opcodes.INVOKESPECIAL, name, "<init>", "()V");
    code.instruction(Opcodes.ARETURN);
  }

  private static void emitThrow(Code code, String exception, String message) {
    code.instruction(Opcodes.NEW, exception);
    code.instruction(Opcodes.DUP);
    code.constant(message);
    code.invoke(Opcodes.INVOKESPECIAL, exception, "<init>", "(Ljava/lang/String;)V");
    code.instruction(Opcodes.ATHROW);
  }
}
