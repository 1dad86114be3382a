package io.nibble.spark.models;

import io.nibble.spark.storage.HadoopByteSource;

/**
 * One state of a file.
 *
 * @param length bytes
 * @param modified milliseconds since 1970
 */
record FileStamp(String path, long length, long modified) {
  static FileStamp of(HadoopByteSource file) {
    return new FileStamp(file.name(), file.length(), file.modified());
  }
}
