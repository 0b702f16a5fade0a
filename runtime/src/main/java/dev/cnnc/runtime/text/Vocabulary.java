package dev.cnnc.runtime.text;

import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.json.JsonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers that tokens stand for: 0 is padding, 1 an unknown token, then come the known ones.
 *
 * <p>It belongs to the weights that were trained with it and is kept in their file: a network reads
 * the text that it was trained to read with
 *
 * <pre>{@code
 * Vocabulary vocabulary = Vocabulary.from(network.load(weights)).orElseThrow();
 * Tensor logits = network.predict(Tensor.ofIntegers(vocabulary.encode(text, 48), 1, 48));
 * }</pre>
 */
public final class Vocabulary {
  /** What fills up a text that is too short. */
  public static final int PADDING = 0;

  /** What stands for every token that is not known. */
  public static final int UNKNOWN = 1;

  private static final int FIRST_KNOWN = 2;
  private static final String TOKENS_KEY = "cnnc.vocabulary";
  private static final String TOKENIZER_KEY = "cnnc.tokenizer";

  private final Tokenizer tokenizer;
  private final List<String> tokens;
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * @param tokens the known ones, from number 2
   */
  private Vocabulary(Tokenizer tokenizer, List<String> tokens) {
    this.tokenizer = tokenizer;
    this.tokens = List.copyOf(tokens);
    for (String token : tokens) {
      numbers.put(token, FIRST_KNOWN + numbers.size());
    }
    if (numbers.size() < tokens.size()) {
      throw new IllegalArgumentException("a vocabulary that holds a token twice");
    }
  }

  /**
   * The most frequent tokens of some texts, the most frequent first; of equally frequent ones the
   * first by the numbers of their characters.
   *
   * @param size how many numbers there may be, padding and unknown included
   */
  public static Vocabulary of(Tokenizer tokenizer, Iterable<String> texts, int size) {
    Map<String, Long> counts = new HashMap<>();
    for (String text : texts) {
      tokenizer.tokens(text).forEach(token -> counts.merge(token, 1L, Long::sum));
    }
    Comparator<Map.Entry<String, Long>> frequent = Map.Entry.comparingByValue();
    List<String> tokens =
        counts.entrySet().stream()
            .sorted(frequent.reversed().thenComparing(Map.Entry.comparingByKey()))
            .limit(Math.max(0, size - FIRST_KNOWN))
            .map(Map.Entry::getKey)
            .toList();
    return new Vocabulary(tokenizer, tokens);
  }

  /** How many numbers there are, padding and unknown included. */
  public int size() {
    return FIRST_KNOWN + tokens.size();
  }

  /** The known tokens, the first of which has the number 2. */
  public List<String> tokens() {
    return tokens;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The numbers of the text's first {@code length} tokens, filled up with padding. */
  public int[] encode(String text, int length) {
    int[] encoded = new int[length];
    encode(text, encoded, 0, length);
    return encoded;
  }

  /** As {@link #encode(String, int)}, to {@code target[position…]}. */
  public void encode(String text, int[] target, int position, int length) {
    List<String> found = tokenizer.tokens(text);
    int used = Math.min(length, found.size());
    for (int i = 0; i < used; i++) {
      target[position + i] = numbers.getOrDefault(found.get(i), UNKNOWN);
    }
    Arrays.fill(target, position + used, position + length, PADDING);
  }

  /** What a file of weights keeps of it. */
  public Map<String, String> metadata() {
    return Map.of(TOKENIZER_KEY, tokenizer.toString(), TOKENS_KEY, Json.write(tokens));
  }

  /**
   * The vocabulary that a file of weights keeps; empty if it keeps none.
   *
   * @param metadata the texts of the file
   * @throws IllegalArgumentException if it is damaged
   */
  public static Optional<Vocabulary> from(Map<String, String> metadata) {
    String text = metadata.get(TOKENS_KEY);
    if (text == null) {
      return Optional.empty();
    }
    try {
      List<String> tokens = new ArrayList<>();
      for (Object token : (List<?>) Json.parse(text)) {
        tokens.add((String) token);
      }
      return Optional.of(
          new Vocabulary(Tokenizer.parse(metadata.getOrDefault(TOKENIZER_KEY, "")), tokens));
    } catch (JsonException | ClassCastException e) {
      throw new IllegalArgumentException("its vocabulary is no list of words", e);
    }
  }
}
