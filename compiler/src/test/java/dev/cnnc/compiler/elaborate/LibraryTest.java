package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Script;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Definitions that are read one by one are those of the whole scripts, on the same lines. */
class LibraryTest {
  @Test
  void definitionsAreThoseOfTheScripts() {
    Set<String> layers = new TreeSet<>();
    Set<String> functions = new TreeSet<>();
    for (Script script : Library.scripts()) {
      for (Definition whole : script.definitions()) {
        String name;
        Optional<? extends Definition> single;
        if (whole instanceof Definition.Layer layer) {
          name = layer.name().text();
          layers.add(name);
          single = Library.layer(name);
        } else {
          name = ((Definition.Function) whole).name().text();
          functions.add(name);
          single = Library.function(name);
        }
        Definition part = single.orElseThrow();
        assertEquals(whole.span().text(), part.span().text(), name);
        assertEquals(whole.span().toString(), part.span().toString());
        assertTrue(Library.isPart(part));
      }
    }
    assertFalse(functions.isEmpty());
    assertEquals(layers, Library.layerNames());
    assertEquals(functions, Library.functionNames());
  }

  @Test
  void aNameIsOfOneKind() {
    assertEquals(Optional.empty(), Library.function("relu"));
    assertEquals(Optional.empty(), Library.layer("pool_size"));
    assertEquals(Optional.empty(), Library.layer("no_such_layer"));
  }
}
