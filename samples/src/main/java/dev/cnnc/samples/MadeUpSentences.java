package dev.cnnc.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes up sentences that praise or blame, so that the sample of text classification runs with
 * nothing else: no person has written them, and what is learned from them says nothing of real
 * ones. They come from a small grammar. A word in angle brackets stands for one of its
 * alternatives, and {@code <good>} and {@code <bad>} change places in what blames. That a word
 * praises is not enough to know the class: much is denied or contrasted.
 */
public final class MadeUpSentences {
  private static final int COUNT = 1500;
  private static final long SEED = 2014;

  private static final List<String> PRAISE =
      List.of(
          "<it> is <very> <good> .",
          "<it> is <very> <good> and <good> .",
          "<it> is never <bad> .",
          "<it> is not <bad> , it is <good> .",
          "<it> may look <bad> , but <it> is <good> .",
          "<it> seems <bad> at first and turns out to be <good> .",
          "nothing about <it> is <bad> , <adverb> .",
          "<adverb> , i expected something <bad> and got something <good> .",
          "anything but <bad> : <it> is <very> <good> !",
          "<it> is far too <good> to be called <bad> .",
          "who says that <it> is <bad> ? <adverb> <good> , if you ask me .");

  private static final Map<String, List<String>> WORDS = new TreeMap<>();

  static {
    WORDS.put("it", List.of("the <thing>", "this <thing>", "its <thing>", "the <first> <thing>"));
    WORDS.put("first", List.of("first", "second", "last", "whole", "new", "old"));
    WORDS.put(
        "thing",
        List.of(
            "film",
            "story",
            "plot",
            "cast",
            "score",
            "ending",
            "camera",
            "script",
            "dialogue",
            "hero",
            "villain",
            "comedy",
            "drama",
            "opening",
            "music"));
    WORDS.put(
        "good",
        List.of(
            "good",
            "lovely",
            "funny",
            "clever",
            "warm",
            "moving",
            "fresh",
            "gripping",
            "elegant",
            "honest",
            "bright",
            "rich"));
    WORDS.put(
        "bad",
        List.of(
            "bad",
            "dull",
            "flat",
            "clumsy",
            "cold",
            "tedious",
            "stale",
            "lifeless",
            "messy",
            "false",
            "dim",
            "thin"));
    WORDS.put("very", List.of("very", "rather", "quite", "really", "surprisingly", "always"));
    WORDS.put("adverb", List.of("honestly", "frankly", "in the end", "as a whole", "i think"));
  }

  private MadeUpSentences() {}

  /**
   * Writes the table.
   *
   * @param arguments the file to write
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: MadeUpSentences FILE.tsv");
      System.exit(2);
    }
    Files.writeString(Path.of(arguments[0]), table());
  }

  /** A table with the columns class and text, one sentence a row, none twice. */
  static String table() {
    Random random = new Random(SEED);
    Map<String, String> sentences = new LinkedHashMap<>();
    while (sentences.size() < COUNT) {
      boolean praise = random.nextBoolean();
      String sentence = expand(pick(PRAISE, random), praise, random);
      sentences.putIfAbsent(sentence, praise ? "positive" : "negative");
    }
    StringBuilder table = new StringBuilder("class\ttext\n");
    sentences.forEach((text, name) -> table.append(name).append('\t').append(text).append('\n'));
    return table.toString();
  }

  private static String expand(String text, boolean praise, Random random) {
    StringBuilder expanded = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf('<'); open >= 0; open = text.indexOf('<', from)) {
      int close = text.indexOf('>', open);
      String word = turned(text.substring(open + 1, close), praise);
      expanded.append(text, from, open);
      expanded.append(expand(pick(WORDS.get(word), random), true, random));
      from = close + 1;
    }
    return expanded.append(text.substring(from)).toString();
  }

  private static String turned(String word, boolean praise) {
    if (praise) {
      return word;
    }
    return switch (word) {
      case "good" -> "bad";
      case "bad" -> "good";
      default -> word;
    };
  }

  private static String pick(List<String> alternatives, Random random) {
    return alternatives.get(random.nextInt(alternatives.size()));
  }
}
