package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.command.TextTable.Side;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory that a network's arrays take on this machine: in use, and in a training step.
 *
 * @param uses by what they are for
 */
record MemoryTable(int batch, Map<String, MemoryUse> uses) {

  static MemoryTable of(Compiler compiler, ModelChoice choice, int batch) {
    Map<String, MemoryUse> uses = new LinkedHashMap<>();
    uses.put("inference", use(compiler.inference(choice.model(), choice.arguments()), batch));
    choice
        .training()
        .ifPresent(settings -> uses.put("training", use(compiler.training(settings), batch)));
    return new MemoryTable(batch, uses);
  }

  /** A training step needs no inference, so that does not count where there is more. */
  private static MemoryUse use(Compilation compilation, int batch) {
    Map<Pass, LoopProgram> loops = compilation.loops(Backend.lanes());
    List<Program> programs = new ArrayList<>();
    for (Pass pass : EnumSet.allOf(Pass.class)) {
      if (loops.containsKey(pass) && (pass != Pass.INFERENCE || loops.size() == 1)) {
        programs.add(loops.get(pass).program());
      }
    }
    return MemoryUse.of(programs, batch);
  }

  String table() {
    Side r = Side.RIGHT;
    TextTable table = new TextTable(Side.LEFT, r, r, r, r, r, r);
    table.row(
        "memory, batch " + batch,
        "parameters",
        "gradients",
        "states",
        "inputs",
        "activations",
        "total");
    table.rule();
    uses.forEach(
        (name, use) ->
            table.row(
                name,
                MemoryUse.text(use.parameters()),
                MemoryUse.text(use.gradients()),
                MemoryUse.text(use.states()),
                MemoryUse.text(use.inputs()),
                MemoryUse.text(use.temporaries()),
                MemoryUse.text(use.total())));
    return table.render();
  }

  /** In bytes. */
  Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("batch", batch);
    uses.forEach(
        (name, use) -> {
          Map<String, Object> bytes = new LinkedHashMap<>();
          bytes.put("parameters", use.parameters());
          bytes.put("gradients", use.gradients());
          bytes.put("states", use.states());
          bytes.put("inputs", use.inputs());
          bytes.put("activations", use.temporaries());
          bytes.put("total", use.total());
          object.put(name, bytes);
        });
    return object;
  }
}
