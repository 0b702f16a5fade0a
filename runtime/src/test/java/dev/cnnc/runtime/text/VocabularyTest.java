package dev.cnnc.runtime.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static final Tokenizer WORDS = Tokenizer.named("words", true);

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.of("a", "b", "c", "d", "e", "Z", "\u00e9", "!", "a\nb")
        .list()
        .ofMaxSize(12)
        .map(words -> String.join(" ", words))
        .list()
        .ofMaxSize(8);
  }

  @Property
  void holdsTheMostFrequentTokensWhateverTheOrderOfTheTexts(
      @ForAll("texts") List<String> texts,
      @ForAll @IntRange(min = 2, max = 12) int size,
      @ForAll long seed) {
    Vocabulary vocabulary = Vocabulary.of(WORDS, texts, size);
    List<String> shuffled = new ArrayList<>(texts);
    Collections.shuffle(shuffled, new Random(seed));
    assertEquals(vocabulary.tokens(), Vocabulary.of(WORDS, shuffled, size).tokens());

    Map<String, Integer> counts = new HashMap<>();
    for (String text : texts) {
      for (String word : text.toLowerCase().split("\\s+")) {
        if (!word.isEmpty()) {
          counts.merge(word, 1, Integer::sum);
        }
      }
    }
    List<String> expected = new ArrayList<>(counts.keySet());
    Collections.sort(expected);
    expected.sort(Collections.reverseOrder((a, b) -> counts.get(a) - counts.get(b)));
    assertEquals(expected.subList(0, Math.min(size - 2, expected.size())), vocabulary.tokens());
  }

  @Property
  void encodesEveryTokenOrPads(
      @ForAll("texts") List<String> texts, @ForAll @IntRange(max = 20) int length) {
    Vocabulary vocabulary = Vocabulary.of(WORDS, texts, 6);
    for (String text : texts) {
      List<String> tokens = WORDS.tokens(text);
      int[] numbers = vocabulary.encode(text, length);
      assertEquals(length, numbers.length);
      for (int i = 0; i < length; i++) {
        int expected = i < tokens.size() ? 2 + vocabulary.tokens().indexOf(tokens.get(i)) : 0;
        assertEquals(Math.max(expected, i < tokens.size() ? 1 : 0), numbers[i]);
      }
    }
  }

  @Property
  void isTheSameAfterItWasKeptAsText(
      @ForAll List<String> texts, @ForAll boolean lowercase, @ForAll("units") String unit) {
    Vocabulary vocabulary = Vocabulary.of(Tokenizer.named(unit, lowercase), texts, 50);
    Vocabulary again = Vocabulary.from(vocabulary.metadata()).orElseThrow();
    assertEquals(vocabulary.tokens(), again.tokens());
    assertEquals(vocabulary.tokenizer(), again.tokenizer());
    texts.forEach(t -> assertArrayEquals(vocabulary.encode(t, 9), again.encode(t, 9)));
  }

  @Provide
  Arbitrary<String> units() {
    return Arbitraries.of("words", "characters");
  }

  @Test
  void whatWeightsDoNotKeepOrKeepDamaged() {
    assertEquals(Optional.empty(), Vocabulary.from(Map.of("cnnc.model", "M")));
    for (String tokens : List.of("", "7", "[1]", "[\"a\", \"a\"]", "[\"a\"")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Vocabulary.from(
                  Map.of("cnnc.vocabulary", tokens, "cnnc.tokenizer", WORDS.toString())),
          tokens);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Vocabulary.from(Map.of("cnnc.vocabulary", "[]", "cnnc.tokenizer", "syllables")));
  }

  @Test
  void wordsAreRunsOfLettersAndWhatIsVisibleBetweenThem() {
    assertEquals(
        List.of("it's", "9", "o'clock", ",", "already", "!"),
        WORDS.tokens("  It's 9 o'clock,\talready!\u00a0\n"));
    assertEquals(
        List.of("too", "-", "tepid", "na\u00efve", "'", "quoted", "'", "\ud83d\ude00"),
        WORDS.tokens("too-tepid na\u00efve 'quoted' \ud83d\ude00"));
    assertEquals(List.of("It"), Tokenizer.named("words", false).tokens("It"));
    assertTrue(WORDS.tokens(" \u0000\n ").isEmpty());
  }

  @Test
  void charactersAreCodePoints() {
    assertEquals(
        Arrays.asList("A", " ", "\ud83d\ude00"),
        Tokenizer.named("characters", false).tokens("A \ud83d\ude00"));
    assertEquals(List.of("a"), Tokenizer.named("characters", true).tokens("A"));
  }
}
