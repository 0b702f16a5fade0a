package dev.cnnc.compiler.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version in the jar's manifest, and the JVM's. */
final class Version implements IVersionProvider {
  /** The version of the jar, or {@code unpackaged} when the classes do not come from one. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "cnnc " + current(), "JVM " + System.getProperty("java.vm.name") + " " + Runtime.version(),
    };
  }
}
