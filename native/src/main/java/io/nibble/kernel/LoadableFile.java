package io.nibble.kernel;

import java.io.IOException;
import java.nio.file.Path;

/** A library in a file that nobody else can change or replace before it is loaded. */
interface LoadableFile {
  Path path();

  /** Once it is loaded, or will not be: leaves nothing that others can see. */
  void loaded() throws IOException;
}
