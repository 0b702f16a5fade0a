package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a script can name: its own definitions, those of the scripts it imports, and the standard
 * library. A script's own layers and functions go before the library's of the same name.
 */
final class Definitions {
  /** What the library's own bodies can name: the library only. */
  static final Definitions LIBRARY = new Definitions();

  private final Map<String, Definition.Layer> layers = new LinkedHashMap<>();
  private final Map<String, Definition.Function> functions = new LinkedHashMap<>();
  private final Map<String, Definition.Model> models = new LinkedHashMap<>();
  private final Map<String, Definition.Data> data = new LinkedHashMap<>();

  /** Adds a script's definitions; those whose name is taken are returned and left out. */
  List<Name> add(Script script) {
    List<Name> twice = new ArrayList<>();
    for (Definition definition : script.definitions()) {
      if (definition instanceof Definition.Layer layer) {
        addTo(layers, layer.name(), layer, functions.containsKey(layer.name().text()), twice);
      } else if (definition instanceof Definition.Function function) {
        addTo(
            functions,
            function.name(),
            function,
            layers.containsKey(function.name().text()),
            twice);
      } else if (definition instanceof Definition.Model model) {
        addTo(models, model.name(), model, false, twice);
      } else if (definition instanceof Definition.Data block) {
        addTo(data, block.name(), block, false, twice);
      }
    }
    return twice;
  }

  private static <T> void addTo(
      Map<String, T> map, Name name, T definition, boolean taken, List<Name> twice) {
    T known = map.get(name.text());
    if (known == definition) {
      return;
    }
    if (taken || known != null) {
      twice.add(name);
    } else {
      map.put(name.text(), definition);
    }
  }

  Optional<Definition.Layer> layer(String name) {
    Definition.Layer own = layers.get(name);
    return own != null ? Optional.of(own) : Library.layer(name);
  }

  Optional<Definition.Function> function(String name) {
    Definition.Function own = functions.get(name);
    return own != null ? Optional.of(own) : Library.function(name);
  }

  Optional<Definition.Model> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  Optional<Definition.Data> data(String name) {
    return Optional.ofNullable(data.get(name));
  }

  Set<String> modelNames() {
    return models.keySet();
  }

  Set<String> dataNames() {
    return data.keySet();
  }

  /** The names of all layers, the library's included. */
  Set<String> layerNames() {
    Set<String> names = new TreeSet<>(layers.keySet());
    names.addAll(Library.layerNames());
    return names;
  }

  /** The names of all functions, the library's included. */
  Set<String> functionNames() {
    Set<String> names = new TreeSet<>(functions.keySet());
    names.addAll(Library.functionNames());
    return names;
  }
}
