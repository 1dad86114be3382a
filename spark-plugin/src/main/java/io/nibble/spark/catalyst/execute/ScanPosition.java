package io.nibble.spark.catalyst.execute;

import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The part of a file that a task reads, as {@code input_file_name()} and its kind find it in a
 * variable of the task's thread.
 *
 * @param path empty if nothing is being read
 */
record ScanPosition(UTF8String path, long start, long length) {

  static ScanPosition current() {
    return new ScanPosition(
        InputFileBlockHolder.getInputFilePath(),
        InputFileBlockHolder.getStartOffset(),
        InputFileBlockHolder.getLength());
  }

  /** Whether nobody has set the variable since it was {@code current()}. */
  boolean isCurrent() {
    return InputFileBlockHolder.getInputFilePath() == path;
  }

  void set() {
    if (start < 0) {
      InputFileBlockHolder.unset();
    } else {
      InputFileBlockHolder.set(path.toString(), start, length);
    }
  }
}
