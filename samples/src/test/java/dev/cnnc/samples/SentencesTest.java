package dev.cnnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the sample of text classification ships. */
class SentencesTest {
  @Test
  void theSentencesAreThoseThatTheProgramMakesUp() throws IOException {
    assertEquals(
        MadeUpSentences.table(), Files.readString(Path.of("../samples/sentences/sentences.tsv")));
  }

  @Test
  void theScriptIsInOrder() {
    assertEquals("", Page.run("check samples/sentences/sentence.cnn"));
  }
}
