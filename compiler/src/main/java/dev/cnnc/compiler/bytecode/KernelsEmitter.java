package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.ClassFile;
import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.MethodTooLargeException;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.runtime.program.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits the classes of one program: one that implements {@link dev.cnnc.runtime.program.Kernels},
 * with the first kernels in it, and as many more as the limits of a class file call for.
 *
 * <p>Each has a static method with the parameters of {@code Kernels.run} that knows its own
 * kernels.
 */
final class KernelsEmitter {
  /** The parameters of {@code Kernels.run}. */
  private static final Map<String, Kind> ARGUMENTS = new LinkedHashMap<>();

  static {
    ARGUMENTS.put("kernel", Kind.INT);
    ARGUMENTS.put("floats", Kind.FLOAT_ARRAYS);
    ARGUMENTS.put("integers", Kind.INT_ARRAYS);
    ARGUMENTS.put("batch", Kind.INT);
    ARGUMENTS.put("random", Kind.LONG);
    ARGUMENTS.put("from", Kind.INT);
    ARGUMENTS.put("to", Kind.INT);
  }

  private static final String RUN = "(I[[F[[IIJII)V";
  private static final String DISPATCH = "dispatch";
  private static final int KERNELS_PER_CLASS = 48;

  /** Each is an argument to load, about 5 bytes of the method that calls the kernels. */
  private static final int ARGUMENTS_PER_CLASS = 800;

  /** A class file holds 65,535 constants; code of this size has far fewer. */
  private static final int BYTES_PER_CLASS = 100_000;

  private final String mainName;
  private final String sourceFileName;
  private final LoopProgram program;
  private final Map<KernelEmitter.Task, KernelEmitter.TaskMethod> shared;
  private final Optional<String> operatorCaches;
  private final List<Part> parts = new ArrayList<>();

  /** A class, and the kernels from {@code first} on that are in it. */
  private record Part(ClassFile file, int first, List<KernelEmitter> kernels) {}

  /**
   * @param mainName the internal name of the class that implements {@code Kernels}
   * @param shared the methods that other classes of the network have; those of this program are
   *     added
   * @param operatorCaches the class that must be initialized before a kernel is run: {@link
   *     OperatorCaches}
   */
  KernelsEmitter(
      String mainName,
      String sourceFileName,
      LoopProgram program,
      Map<KernelEmitter.Task, KernelEmitter.TaskMethod> shared,
      Optional<String> operatorCaches) {
    this.mainName = mainName;
    this.sourceFileName = sourceFileName;
    this.program = program;
    this.shared = shared;
    this.operatorCaches = operatorCaches;
  }

  /** The class files by internal name. */
  SortedMap<String, byte[]> emit() {
    emitKernels();
    for (Part part : parts) {
      emitDispatch(part);
    }
    ClassFile main = parts.get(0).file();
    main.constructor();
    new ProgramEmitter(main).emit(program.program());
    emitRun(main);
    SortedMap<String, byte[]> classes = new TreeMap<>();
    parts.forEach(part -> classes.put(part.file().name(), part.file().toBytes()));
    return classes;
  }

  private void emitKernels() {
    Part part = begin(0);
    Set<String> names = new HashSet<>();
    int bytes = 0;
    int arguments = 0;
    for (int k = 0; k < program.kernels().size(); k++) {
      Kernel kernel = program.kernels().get(k);
      if (!names.add(kernel.name())) {
        throw new IllegalArgumentException(
            "internal error: two kernels are named " + kernel.name());
      }
      arguments += kernel.buffers().size();
      if (bytes > BYTES_PER_CLASS
          || part.kernels().size() == KERNELS_PER_CLASS
          || arguments > ARGUMENTS_PER_CLASS) {
        part = begin(k);
        bytes = 0;
        arguments = kernel.buffers().size();
      }
      KernelEmitter emitter = emitTuned(kernel, part.file());
      bytes += emitter.bytes();
      part.kernels().add(emitter);
    }
  }

  /**
   * @throws LongScheduleException if it has too much code, and that by a schedule of the user's
   */
  private KernelEmitter emitTuned(Kernel kernel, ClassFile file) {
    try {
      return emit(kernel, file);
    } catch (MethodTooLargeException e) {
      throw kernel.notes().isEmpty() ? e : new LongScheduleException(kernel, e);
    }
  }

  private KernelEmitter emit(Kernel kernel, ClassFile file) {
    List<Buffer> buffers = program.program().buffers();
    KernelEmitter emitter = new KernelEmitter(file, kernel, buffers, line(kernel));
    KernelEmitter.TaskMethod known = shared.putIfAbsent(emitter.task(), emitter.taskMethod());
    emitter.emitTasks(known == null ? emitter.taskMethod() : known);
    if (known == null) {
      emitter.emitTask();
    }
    return emitter;
  }

  private Part begin(int firstKernel) {
    boolean main = parts.isEmpty();
    ClassFile file =
        new ClassFile(
            main ? mainName : mainName + "$" + (parts.size() + 1),
            sourceFileName,
            main ? List.of("dev/cnnc/runtime/program/Kernels") : List.of());
    Part part = new Part(file, firstKernel, new ArrayList<>());
    parts.add(part);
    return part;
  }

  /** The line of the script that the kernel comes from; 0 if it comes from another file. */
  private int line(Kernel kernel) {
    SourceSpan span = kernel.origin().span();
    String path = span.file().name();
    String fileName = path.substring(path.lastIndexOf('/') + 1);
    return span.equals(SourceSpan.NONE) || !fileName.equals(sourceFileName) ? 0 : span.line();
  }

  /** {@code static void dispatch(kernel, …)}: a switch over the kernels of this class. */
  private void emitDispatch(Part part) {
    List<Label> labels = part.kernels().stream().map(kernel -> new Label()).toList();
    part.file()
        .method(
            Opcodes.ACC_STATIC,
            DISPATCH,
            RUN,
            0,
            code -> {
              declareArguments(code);
              Label unknown = new Label();
              if (!labels.isEmpty()) {
                load(code, "kernel");
                code.constant(part.first());
                code.instruction(Opcodes.ISUB);
                code.tableSwitch(unknown, labels);
              }
              for (int i = 0; i < labels.size(); i++) {
                code.place(labels.get(i));
                KernelEmitter kernel = part.kernels().get(i);
                loadArrays(code, kernel);
                load(code, "batch", "random", "from", "to");
                code.invokeStatic(part.file().name(), kernel.name(), kernel.descriptor());
                code.instruction(Opcodes.RETURN);
              }
              code.place(unknown);
              emitUnknownKernel(code);
            });
  }

  private void loadArrays(Code code, KernelEmitter kernel) {
    for (int number : kernel.arrays()) {
      Buffer buffer = program.program().buffers().get(number);
      load(code, buffer.integers() ? "integers" : "floats");
      code.constant(number);
      code.instruction(Opcodes.AALOAD);
    }
  }

  /** {@code void run(kernel, …)}: the class that has the kernel runs it. */
  private void emitRun(ClassFile main) {
    main.method(
        Opcodes.ACC_PUBLIC,
        "run",
        RUN,
        0,
        code -> {
          code.parameter("this", Kind.OBJECT);
          declareArguments(code);
          operatorCaches.ifPresent(name -> OperatorCaches.require(name, code));
          for (int i = parts.size() - 1; i >= 0; i--) {
            Label next = new Label();
            load(code, "kernel");
            code.constant(parts.get(i).first());
            code.jump(Opcodes.IF_ICMPLT, next);
            load(code, ARGUMENTS.keySet().toArray(String[]::new));
            code.invokeStatic(parts.get(i).file().name(), DISPATCH, RUN);
            code.instruction(Opcodes.RETURN);
            code.place(next);
          }
          emitUnknownKernel(code);
        });
  }

  private static void declareArguments(Code code) {
    ARGUMENTS.forEach(code::parameter);
  }

  private static void load(Code code, String... names) {
    for (String name : names) {
      code.load(code.find(name).orElseThrow());
    }
  }

  private void emitUnknownKernel(Code code) {
    code.instruction(Opcodes.NEW, "java/lang/IllegalArgumentException");
    code.instruction(Opcodes.DUP);
    code.constant("there is no such kernel; there are " + program.kernels().size() + ", from 0: ");
    load(code, "kernel");
    code.invokeStatic("java/lang/String", "valueOf", "(I)Ljava/lang/String;");
    code.invokeVirtual("java/lang/String", "concat", "(Ljava/lang/String;)Ljava/lang/String;");
    code.invoke(
        Opcodes.INVOKESPECIAL,
        "java/lang/IllegalArgumentException",
        "<init>",
        "(Ljava/lang/String;)V");
    code.instruction(Opcodes.ATHROW);
  }
}
