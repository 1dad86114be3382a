package io.nibble.file.storage;

import java.io.IOException;
import java.io.InputStream;

/** Where model files and samples lie: the local disk, or with Spark any Hadoop file system. */
public interface Storage {
  /** Opens an existing file for reading at random, which pipes and devices do not allow. */
  ByteSource open(String path) throws IOException;

  /** Opens a file, a pipe or a device for reading from beginning to end. */
  InputStream stream(String path) throws IOException;

  /** Starts a file; see {@link StagedOutput} for when it appears. */
  StagedOutput create(String path) throws IOException;

  /** Whether two names lead to one file or folder, or to one within the other. */
  boolean overlap(String one, String other) throws IOException;

  /** Files of this machine, by plain paths. */
  static Storage local() {
    return LocalStorage.INSTANCE;
  }
}
