package io.nibble.model;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file being written, which appears under its name only on {@link #commit()}. Closing it without
 * a commit discards what was written and leaves an existing file as it was.
 */
public abstract class StagedOutput extends OutputStream {
  /** Publishes the file, replacing one of the same name; nothing may be written afterwards. */
  public abstract void commit() throws IOException;
}
