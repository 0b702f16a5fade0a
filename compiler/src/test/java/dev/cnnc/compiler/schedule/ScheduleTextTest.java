package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The text of a choice says all of it. */
class ScheduleTextTest {
  @Provide
  Arbitrary<KernelChoice> choices() {
    return Arbitraries.randomValue(ScheduleTextTest::choice);
  }

  private static KernelChoice choice(Random random) {
    Optional<Boolean> copied =
        random.nextInt(3) == 0 ? Optional.of(random.nextBoolean()) : Optional.empty();
    boolean scheduled = copied.isEmpty() || random.nextBoolean();
    return new KernelChoice(copied, scheduled ? Optional.of(schedule(random)) : Optional.empty());
  }

  private static Schedule schedule(Random random) {
    List<String> names =
        new ArrayList<>(List.of("i", "j_k", "u'", "h.2", "none_", "lane", "example", "member"));
    Collections.shuffle(names, random);
    List<Schedule.Side> tile = new ArrayList<>();
    for (String name : names.subList(0, random.nextInt(4))) {
      tile.add(new Schedule.Side(name, 1 + random.nextInt(20)));
    }
    return new Schedule(
        random.nextBoolean() ? "" : names.get(4),
        1 + random.nextInt(4),
        tile,
        names.subList(5, 5 + random.nextInt(3)),
        random.nextInt(4),
        1 + random.nextInt(100),
        names.subList(6, 6 + random.nextInt(3)),
        random.nextInt(3),
        random.nextInt(3),
        1 + random.nextInt(64));
  }

  @Property(tries = 300)
  void readBackIsTheSame(@ForAll("choices") KernelChoice choice) {
    String text = ScheduleText.print(choice);
    assertEquals(choice, ScheduleText.parse(text));
    assertEquals(choice, ScheduleText.parse("  " + text.replace("; ", " ;\t ") + " "));
    assertTrue(text.lines().count() == 1 && !text.startsWith("#"), text);
  }

  /** Whatever stands there, it is a choice or a message, and never more than a kernel can take. */
  @Property(tries = 300)
  void anythingElseIsAMessage(@ForAll("choices") KernelChoice choice, @ForAll Random random) {
    StringBuilder text = new StringBuilder(ScheduleText.print(choice));
    String letters = " ;19-xlane";
    for (int i = 0; i < 3; i++) {
      int at = random.nextInt(text.length() + 1);
      text.insert(at, letters.charAt(random.nextInt(letters.length())));
    }
    try {
      ScheduleText.parse(text.toString());
    } catch (IllegalArgumentException message) {
      assertTrue(message.getMessage().length() > 10, message.getMessage());
    }
  }

  @Test
  void anExample() {
    String text =
        "lane member; vectors 2; tile k 4 j 3; loops k i j; parallel 1; chunk 5;"
            + " reductions c u v; unroll 1; examples-per-task 2";
    Schedule schedule =
        new Schedule(
            "member",
            2,
            List.of(new Schedule.Side("k", 4), new Schedule.Side("j", 3)),
            List.of("k", "i", "j"),
            1,
            5,
            List.of("c", "u", "v"),
            0,
            1,
            2);
    assertEquals(text, ScheduleText.print(schedule));
    assertEquals("operands copied", ScheduleText.print(KernelChoice.operands(true)));
  }

  @Test
  void messagesSayWhatWasExpected() {
    assertMessage(
        "expected one of operands, lane, vectors, tile, loops, parallel, chunk,", "lanes k");
    assertMessage("expected something after 'loops'", "lane none; loops");
    assertMessage("'unroll' is there twice", "lane none; unroll 1; unroll 2");
    assertMessage("a schedule needs the index along vectors: 'lane none'", "vectors 2");
    assertMessage("'vectors' needs a number from 1 to 65536, found '0'", "lane k; vectors 0");
    assertMessage("'chunk' needs a number from 1 to 65536, found '65537'", "lane k; chunk 65537");
    assertMessage("'tile' needs a number from 1 to 65536, found 'j'", "lane k; tile i j");
    assertMessage("a tile is a list of indices, each with its size", "lane k; tile i");
    assertMessage("'loops' names an index twice", "lane k; loops i j i");
    assertMessage("a tile with equal sides", "lane k; tile i 2 i 3");
    assertMessage("operands are copied or as-stored, found 'moved'", "operands moved");
  }

  private static void assertMessage(String expected, String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ScheduleText.parse(text)).getMessage();
    assertTrue(message.startsWith(expected), message);
  }
}
