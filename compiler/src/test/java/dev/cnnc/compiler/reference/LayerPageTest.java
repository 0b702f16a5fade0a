package dev.cnnc.compiler.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.testing.Golden;
import dev.cnnc.grammar.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerPageTest {
  @Test
  void thePageIsWhatTheLibraryGives() {
    Golden.assertMatches(
        "../../../../../docs/layers.md",
        LayerPage.markdown(Compiler.of(new SourceFile("library", "")).elaborator()));
  }

  @Test
  void everyLayerIsDescribed() {
    List<String> silent = new ArrayList<>();
    for (LibraryGroup group : LibraryGroup.all()) {
      group.layers().stream()
          .filter(layer -> layer.description().isEmpty())
          .forEach(layer -> silent.add(layer.name()));
    }
    assertEquals(List.of(), silent, "layers without a comment above them");
  }
}
