package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.command.TextTable.Side;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.program.Backend;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory that a network's arrays take on this machine: in use, and in a training step.
 *
 * @param uses by what they are for
 */
record MemoryTable(int batch, Map<String, MemoryUse> uses) {

  static MemoryTable of(Compiler compiler, ModelChoice choice, int batch) {
    Map<String, MemoryUse> uses = new LinkedHashMap<>();
    int lanes = Backend.lanes();
    uses.put(
        "inference", compiler.inference(choice.model(), choice.arguments()).memory(batch, lanes));
    choice
        .training()
        .ifPresent(
            settings -> uses.put("training", compiler.trainingOnly(settings).memory(batch, lanes)));
    return new MemoryTable(batch, uses);
  }

  String table() {
    Side r = Side.RIGHT;
    TextTable table = new TextTable(Side.LEFT, r, r, r, r, r, r, r);
    table.row(
        "memory, batch " + batch,
        "parameters",
        "prepared",
        "gradients",
        "states",
        "inputs",
        "activations",
        "total");
    table.rule();
    uses.forEach(
        (name, use) ->
            table.row(
                use.examples() < batch ? name + ", in parts of " + use.examples() : name,
                MemoryUse.text(use.parameters()),
                MemoryUse.text(use.prepared()),
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
          bytes.put("prepared", use.prepared());
          bytes.put("gradients", use.gradients());
          bytes.put("states", use.states());
          bytes.put("inputs", use.inputs());
          bytes.put("activations", use.temporaries());
          bytes.put("total", use.total());
          bytes.put("examplesAtOnce", (long) use.examples());
          object.put(name, bytes);
        });
    return object;
  }
}
