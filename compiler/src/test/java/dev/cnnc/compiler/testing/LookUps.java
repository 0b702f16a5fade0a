package dev.cnnc.compiler.testing;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Networks that look rows of tables up and do nothing else, and the gradients of these tables by
 * plain loops. A table is looked up along its first one or two axes, several times; an output is
 * what one look-up finds.
 */
public final class LookUps {
  /** The tables by name, and what {@code lookUps} there are of each. */
  private record Table(String name, List<Integer> rows, List<Integer> rest) {
    List<Integer> shape() {
      List<Integer> shape = new ArrayList<>(rows);
      shape.addAll(rest);
      return shape;
    }
  }

  private record LookUp(Table table, String output, String tokens, List<Integer> positions) {}

  private final List<LookUp> lookUps = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final Graph graph;

  private LookUps(Choices choices) {
    int count = choices.between(1, 2);
    for (int t = 0; t < count; t++) {
      List<Integer> rows = extents(choices, choices.between(1, 2), 2, 7);
      Table table = new Table("table" + t, rows, extents(choices, choices.below(3), 1, 20));
      tables.add(table);
      for (int k = choices.between(1, 3); k > 0; k--) {
        String name = table.name + "_" + k;
        List<Integer> positions = extents(choices, choices.below(3), 1, 6);
        lookUps.add(new LookUp(table, "y_" + name, "token_" + name, positions));
      }
    }
    graph = GraphParser.parse(text());
  }

  /** Any such network. */
  public static LookUps of(Choices choices) {
    return new LookUps(choices);
  }

  private static List<Integer> extents(Choices choices, int rank, int least, int most) {
    List<Integer> extents = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      extents.add(choices.between(least, most));
    }
    return extents;
  }

  private String text() {
    StringBuilder text = new StringBuilder("graph rows\n");
    for (Table table : tables) {
      text.append(table.name)
          .append(": f32")
          .append(table.shape())
          .append(" = parameter zeros()\n");
    }
    StringBuilder outputs = new StringBuilder();
    for (LookUp lookUp : lookUps) {
      String free = indices("t", lookUp.positions);
      StringBuilder read = new StringBuilder();
      for (int row = 0; row < lookUp.table.rows.size(); row++) {
        String tokens = lookUp.tokens + "_" + row;
        text.append(tokens).append(": i32").append(batched(lookUp.positions)).append(" = input\n");
        read.append(row == 0 ? "" : ", ").append(tokens).append('[').append(free).append(']');
      }
      String rest = indices("d", lookUp.table.rest);
      read.append(rest.isEmpty() ? "" : ", ").append(rest);
      List<Integer> shape = new ArrayList<>(lookUp.positions);
      shape.addAll(lookUp.table.rest);
      List<String> bound = new ArrayList<>();
      bind("t", lookUp.positions, bound);
      bind("d", lookUp.table.rest, bound);
      text.append(lookUp.output).append(": f32").append(batched(shape)).append(" = ").append(bound);
      text.append(' ').append(lookUp.table.name).append('[').append(read).append("]\n");
      outputs.append("output ").append(lookUp.output).append(" = ").append(lookUp.output);
      outputs.append('\n');
    }
    return text.append(outputs).toString();
  }

  private static String batched(List<Integer> shape) {
    return shape.isEmpty() ? "[batch]" : "[batch, " + shape.toString().substring(1);
  }

  private static String indices(String name, List<Integer> extents) {
    List<String> indices = new ArrayList<>();
    for (int i = 0; i < extents.size(); i++) {
      indices.add(name + i);
    }
    return String.join(", ", indices);
  }

  private static void bind(String name, List<Integer> extents, List<String> bound) {
    for (int i = 0; i < extents.size(); i++) {
      bound.add(name + i + " < " + extents.get(i));
    }
  }

  /** The network with the gradients of its tables, for any gradients of its outputs. */
  public Graph gradients() {
    Map<Value, Seed> seeds = new LinkedHashMap<>();
    graph.outputs().values().forEach(output -> seeds.put(output, Seed.INCOMING));
    return Differentiate.gradients(graph, seeds, graph.parameters());
  }

  /** Inputs with few different tokens, so that rows are found again and again. */
  public Map<String, double[]> given(int batch, Random random) {
    Map<String, double[]> given = new LinkedHashMap<>();
    tables.forEach(table -> given.put(table.name, random.doubles(size(table.shape())).toArray()));
    for (LookUp lookUp : lookUps) {
      int positions = batch * size(lookUp.positions);
      for (int row = 0; row < lookUp.table.rows.size(); row++) {
        int most = lookUp.table.rows.get(row);
        double[] tokens = random.ints(positions, 0, most).asDoubleStream().toArray();
        given.put(lookUp.tokens + "_" + row, tokens);
      }
      double[] incoming = new double[positions * size(lookUp.table.rest)];
      for (int i = 0; i < incoming.length; i++) {
        incoming[i] = (float) random.nextGaussian();
      }
      given.put("grad." + lookUp.output, incoming);
    }
    return given;
  }

  /** The gradient of each table by plain loops, row-major. */
  public Map<String, double[]> expected(int batch, Map<String, double[]> given) {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    tables.forEach(table -> gradients.put(table.name, new double[size(table.shape())]));
    for (LookUp lookUp : lookUps) {
      double[] gradient = gradients.get(lookUp.table.name);
      int width = size(lookUp.table.rest);
      for (int position = 0; position < batch * size(lookUp.positions); position++) {
        int row = 0;
        for (int axis = 0; axis < lookUp.table.rows.size(); axis++) {
          int token = (int) given.get(lookUp.tokens + "_" + axis)[position];
          row = row * lookUp.table.rows.get(axis) + token;
        }
        for (int d = 0; d < width; d++) {
          gradient[row * width + d] += given.get("grad." + lookUp.output)[position * width + d];
        }
      }
    }
    return gradients;
  }

  /** The names of the tables. */
  public List<String> tables() {
    return Collections.unmodifiableList(tables.stream().map(Table::name).toList());
  }

  private static int size(List<Integer> shape) {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  @Override
  public String toString() {
    return graph.toString();
  }
}
