package dev.cnnc.compiler.bytecode;

import dev.cnnc.runtime.program.CompiledModel;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The class files of a network.
 *
 * @param mainClass the name of the class that implements {@link CompiledModel}: {@code
 *     org.example.LeNet}
 * @param classes class files by name
 */
public record GeneratedModel(String mainClass, SortedMap<String, byte[]> classes) {
  public GeneratedModel {
    classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
    if (!classes.containsKey(mainClass)) {
      throw new IllegalArgumentException("there is no class " + mainClass + " in " + classes);
    }
  }

  /** Loads the network into this JVM, with a class loader of its own. */
  public CompiledModel load() {
    try {
      return new Loader(classes)
          .loadClass(mainClass)
          .asSubclass(CompiledModel.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("internal error: cannot load " + mainClass, e);
    }
  }

  private static final class Loader extends ClassLoader {
    private final SortedMap<String, byte[]> classes;

    Loader(SortedMap<String, byte[]> classes) {
      super(CompiledModel.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
