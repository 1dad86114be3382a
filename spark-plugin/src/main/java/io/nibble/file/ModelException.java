package io.nibble.file;

import io.nibble.file.storage.ByteSource;

/**
 * A model file that is damaged, hostile or unsupported. Says which file and what is wrong with it.
 */
public final class ModelException extends RuntimeException {
  private final String source;
  private final String reason;

  /**
   * @param source the file, as {@link ByteSource#name()} gives it
   * @param reason what was found and what was expected
   */
  public ModelException(String source, String reason) {
    super(source + ": " + reason);
    this.source = source;
    this.reason = reason;
  }

  /** Name of the file at fault. */
  public String source() {
    return source;
  }

  /** What is wrong with it, without the file's name. */
  public String reason() {
    return reason;
  }
}
