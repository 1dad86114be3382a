package io.nibble.file.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file being written, which appears under its name only on {@link #commit()}. Closing it without
 * a commit discards what was written and leaves an existing file as it was. If the commit fails,
 * what was written stays beside it, and the error says where. Pipes and devices are written
 * through.
 */
public abstract class StagedOutput extends OutputStream {
  /** Publishes the file, replacing one of the same name; nothing may be written afterwards. */
  public abstract void commit() throws IOException;

  /** The message for a commit that failed. */
  protected static String notReplaced(Object staged, Object target, Exception cause) {
    return target
        + " could not be written: "
        + cause
        + ". What was to be written is whole, in "
        + staged
        + ". Move it there, or delete it.";
  }
}
