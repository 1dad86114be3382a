package io.nibble.spark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Folders of data files, as Spark sees them. */
final class Folders {
  private Folders() {}

  /** All files below a folder but hidden ones; none if there is no such folder. */
  static List<Path> dataFiles(FileSystem fileSystem, Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try {
      for (FileStatus entry : fileSystem.listStatus(folder)) {
        if (isHidden(entry.getPath().getName())) {
          continue;
        }
        if (entry.isDirectory()) {
          files.addAll(dataFiles(fileSystem, entry.getPath()));
        } else {
          files.add(entry.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return files;
  }

  /** Spark skips these, but for a partition whose column begins with an underscore. */
  private static boolean isHidden(String name) {
    return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
  }
}
