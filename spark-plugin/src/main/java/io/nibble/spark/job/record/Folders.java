package io.nibble.spark.job.record;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Folders of data files, as Spark sees them. */
public final class Folders {
  /** What somebody wants to see of a folder. */
  public interface Look {
    void at(Path folder) throws IOException;
  }

  private Folders() {}

  /**
   * All files below a folder but hidden ones; none if there is no such folder. A link is one file:
   * what is behind it belongs elsewhere.
   */
  public static List<Path> dataFiles(FileSystem fileSystem, Path folder) throws IOException {
    return dataFiles(fileSystem, folder, inside -> {});
  }

  /** The same, with a look at every folder inside, the hidden ones too. */
  public static List<Path> dataFiles(FileSystem fileSystem, Path folder, Look look)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (FileStatus entry : list(fileSystem, folder)) {
      Path path = entry.getPath();
      boolean isFolder = entry.isDirectory() && !isLink(fileSystem, path);
      if (isFolder) {
        look.at(path);
      }
      if (isHidden(path.getName())) {
        continue;
      }
      if (isFolder) {
        files.addAll(dataFiles(fileSystem, path, look));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  /** The same, as paths relative to the folder. */
  public static List<String> names(FileSystem fileSystem, Path folder) throws IOException {
    return dataFiles(fileSystem, folder).stream()
        .map(file -> folder.toUri().relativize(file.toUri()).getPath())
        .toList();
  }

  private static FileStatus[] list(FileSystem fileSystem, Path folder) throws IOException {
    try {
      return fileSystem.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** Spark skips these, but for a partition whose column begins with an underscore. */
  private static boolean isHidden(String name) {
    return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
  }

  private static boolean isLink(FileSystem fileSystem, Path path) {
    return fileSystem instanceof LocalFileSystem local
        && Files.isSymbolicLink(local.pathToFile(path).toPath());
  }
}
