package dev.cnnc.compiler.reference;

import dev.cnnc.compiler.elaborate.Library;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Script;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of one script of the library.
 *
 * @param name the script's name without its ending, e.g. {@code convolution}
 * @param description the comment at its top
 */
public record LibraryGroup(String name, String description, List<LibraryLayer> layers) {
  public LibraryGroup {
    layers = List.copyOf(layers);
  }

  /** The whole library, in the order in which it is best read. */
  public static List<LibraryGroup> all() {
    return Library.scripts().stream().map(LibraryGroup::of).toList();
  }

  /** The file that the group is, below the library's folder. */
  public String file() {
    return name + ".cnn";
  }

  private static LibraryGroup of(Script script) {
    List<LibraryLayer> layers = new ArrayList<>();
    for (Definition definition : script.definitions()) {
      if (definition instanceof Definition.Layer layer) {
        layers.add(LibraryLayer.of(layer));
      }
    }
    SourceFile file = script.span().file();
    int end = 1;
    while (file.lineText(end).startsWith("//")) {
      end++;
    }
    String name = file.name().replaceAll(".*/|\\.cnn$", "");
    return new LibraryGroup(name, LibraryLayer.comment(file, end - 1), layers);
  }
}
