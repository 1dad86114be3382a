package io.nibble.model;

import java.io.IOException;

/** Reads whole model files. */
public final class ModelFile {
  private ModelFile() {}

  /**
   * Checks the data section against the header's checksum, in bounded memory.
   *
   * @throws ModelException if it was changed or damaged
   */
  public static void verify(ByteSource source, ModelHeader header) throws IOException {
    DataChecksum.stream(source, header, (position, bytes, length) -> {});
  }
}
