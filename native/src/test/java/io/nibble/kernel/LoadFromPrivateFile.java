package io.nibble.kernel;

import java.io.InputStream;
import java.nio.file.Path;

/**
 * Loads the library from a private file in the directory {@code directory}. A JVM of its own does
 * it: a second copy of the library would get some of the calls that belong to the first.
 */
final class LoadFromPrivateFile {
  private LoadFromPrivateFile() {}

  public static void main(String[] args) throws Exception {
    String library = Platform.here() + "/" + System.mapLibraryName("jniNibble");
    try (InputStream in = Kernels.class.getResourceAsStream(library)) {
      PrivateFile file =
          PrivateFile.of(Path.of(System.getProperty("directory")), in.readAllBytes());
      System.load(file.path().toString());
      file.loaded();
    }
  }
}
