package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.command.TextTable.Side;
import dev.cnnc.compiler.elaborate.ElaboratedModel;
import dev.cnnc.compiler.elaborate.LayerCall;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.view.LayerSummary;
import dev.cnnc.runtime.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cnnc summary}: what each layer makes, owns and costs. */
@Command(
    name = "summary",
    description =
        "Prints a table of the layers: output shape, parameters, multiply-adds; and the memory"
            + " that inference and training need.")
final class SummaryCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;

  @Option(
      names = "--depth",
      defaultValue = "1",
      description = "How far to look into layers that are made of layers (default: 1).")
  private int depth;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "The batch whose memory is told (default: the script's, or 1).")
  private Integer batch;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (depth < 1) {
      throw new ParameterException(
          spec.commandLine(), "--depth: expected at least 1, found " + depth);
    }
    if (batch != null && batch < 1) {
      throw new ParameterException(
          spec.commandLine(), "--batch: expected at least 1, found " + batch);
    }
    Compiler compiler = schedules.tell(winograd.tell(script.load()), script.file());
    ModelChoice choice = script.choose(compiler);
    ElaboratedModel model = compiler.elaborator().model(choice.model(), choice.arguments(), false);
    LayerSummary summary = LayerSummary.of(model.graph(), depth);
    int examples = batch != null ? batch : choice.training().map(TrainSettings::batch).orElse(1);
    MemoryTable memory = MemoryTable.of(compiler, choice, examples);
    System.out.print(
        json
            ? Json.write(object(summary, memory)) + "\n"
            : table(summary, model.calls()) + "\n" + memory.table());
    return 0;
  }

  private static String table(LayerSummary summary, List<LayerCall> calls) {
    Map<String, String> written = new HashMap<>();
    calls.forEach(call -> written.put(call.path(), written(call)));
    TextTable table = new TextTable(Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT, Side.RIGHT);
    table.row("name", "layer", "output", "parameters", "multiply-adds").rule();
    for (LayerSummary.Row row : summary.rows()) {
      table.row(
          row.layer(),
          written.getOrDefault(row.layer(), "input"),
          row.output().toString(),
          number(row.parameters()),
          number(row.multiplyAdds()));
    }
    table.rule();
    table.row("total", "", "", number(summary.parameters()), number(summary.multiplyAdds()));
    return table.render();
  }

  private static String written(LayerCall call) {
    return call.arguments().isEmpty() ? call.layer() : call.layer() + "(" + call.arguments() + ")";
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static Map<String, Object> object(LayerSummary summary, MemoryTable memory) {
    List<Object> layers = new ArrayList<>();
    for (LayerSummary.Row row : summary.rows()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("layer", row.layer());
      layer.put("output", row.output().extents());
      layer.put("parameters", row.parameters());
      layer.put("multiplyAdds", row.multiplyAdds());
      layers.add(layer);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("layers", layers);
    object.put("parameters", summary.parameters());
    object.put("multiplyAdds", summary.multiplyAdds());
    object.put("memory", memory.json());
    return object;
  }
}
