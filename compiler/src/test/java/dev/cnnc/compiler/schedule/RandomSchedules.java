package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Arbitrary schedules for the comprehensions of a graph, good ones and silly ones. */
final class RandomSchedules {
  private RandomSchedules() {}

  static Map<String, Schedule> schedules(Graph graph, Random random) {
    Map<String, Schedule> schedules = new HashMap<>();
    for (Node node : graph.nodes(Operation.Comprehension.class)) {
      if (random.nextInt(4) > 0) {
        Operation.Comprehension comprehension = (Operation.Comprehension) node.operation();
        schedules.put(node.result().name(), schedule(comprehension, random));
      }
    }
    return schedules;
  }

  private static Schedule schedule(Operation.Comprehension comprehension, Random random) {
    List<String> free = names(comprehension.free());
    List<String> reduced = names(comprehension.reduced());
    reduced.add(Schedule.EXAMPLE);
    List<String> tiles = new ArrayList<>(free);
    tiles.add(Schedule.EXAMPLE);
    Collections.shuffle(tiles, random);
    Collections.shuffle(free, random);
    Collections.shuffle(reduced, random);
    String lane = free.isEmpty() || random.nextInt(4) == 0 ? "" : free.get(0);
    lane = random.nextInt(2) == 0 ? Schedule.MEMBER : lane;
    tiles.remove(lane);
    List<Schedule.Side> sides = new ArrayList<>();
    for (String side : tiles.subList(0, Math.min(tiles.size(), random.nextInt(4)))) {
      sides.add(new Schedule.Side(side, 1 + random.nextInt(4)));
    }
    return new Schedule(
        lane,
        1 + random.nextInt(3),
        sides,
        free,
        random.nextInt(4),
        1 + random.nextInt(3),
        reduced,
        random.nextInt(3),
        random.nextInt(3),
        1 + random.nextInt(3));
  }

  private static List<String> names(List<Index> indices) {
    return new ArrayList<>(indices.stream().map(Index::name).toList());
  }
}
