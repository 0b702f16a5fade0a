package dev.cnnc.compiler.command;

import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.metric.ClassCounts;
import dev.cnnc.runtime.metric.ConfusionMatrix;
import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.metric.MetricKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code eval} prints.
 *
 * @param metrics those of the training, in its order
 * @param names of the classes; may be none
 */
record EvaluationReport(Measurement measurement, List<Metric> metrics, List<String> names) {
  private static final Set<MetricKind> BY_CLASS =
      Set.of(MetricKind.PRECISION, MetricKind.RECALL, MetricKind.F1);

  /** A line for each number, then the tables. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Metric metric : metrics) {
      if (metric.kind().isScalar()) {
        String value = MetricText.value(metric, measurement.value(metric));
        text.append("test ").append(metric).append(' ').append(value).append('\n');
      }
    }
    classes().ifPresent(c -> text.append('\n').append(MetricText.table(c, names)));
    measurement.confusion().ifPresent(c -> text.append('\n').append(MetricText.table(c, names)));
    return text.toString();
  }

  private Optional<ClassCounts> classes() {
    return measurement
        .classes()
        .filter(any -> metrics.stream().anyMatch(metric -> BY_CLASS.contains(metric.kind())));
  }

  /** One object: the numbers by name, {@code classes} and {@code confusion} (label, predicted). */
  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("examples", measurement.examples());
    measurement.values().forEach((metric, value) -> object.put(metric.text(), value));
    classes().ifPresent(counts -> object.put("classes", objects(counts)));
    measurement.confusion().ifPresent(table -> object.put("confusion", rows(table)));
    return Json.write(object);
  }

  private List<Object> objects(ClassCounts counts) {
    List<Object> objects = new ArrayList<>();
    for (int type = 0; type < counts.classes(); type++) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("label", MetricText.name(type, names));
      object.put("examples", counts.labelled(type));
      object.put("precision", counts.precision(type));
      object.put("recall", counts.recall(type));
      object.put("f1", counts.f1(type));
      objects.add(object);
    }
    return objects;
  }

  private static List<Object> rows(ConfusionMatrix table) {
    List<Object> rows = new ArrayList<>();
    for (int label = 0; label < table.classes(); label++) {
      List<Object> row = new ArrayList<>();
      for (int predicted = 0; predicted < table.classes(); predicted++) {
        row.add(table.count(label, predicted));
      }
      rows.add(row);
    }
    return rows;
  }
}
