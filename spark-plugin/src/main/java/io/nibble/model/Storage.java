package io.nibble.model;

import java.io.IOException;

/** Where model files and samples lie: the local disk, or with Spark any Hadoop file system. */
public interface Storage {
  /** Opens an existing file for reading. */
  ByteSource open(String path) throws IOException;

  /** Starts a file; see {@link StagedOutput} for when it appears. */
  StagedOutput create(String path) throws IOException;

  /** Files of this machine, by plain paths. */
  static Storage local() {
    return LocalStorage.INSTANCE;
  }
}
