package io.nibble.kernel.bindings;

/**
 * Stands in for JavaCPP's class of this name, which the generated bindings call before their first
 * use and which would load the library in its own way, by settings of the whole JVM. Here it has
 * been loaded before. So JavaCPP is a tool of the build: none of its classes is in the jar.
 */
final class Loader {
  private Loader() {}

  static void load() {}
}
