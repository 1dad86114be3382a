package io.nibble.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What Linux says of the file system that a path lies on. */
final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final int MOUNT_POINT = 1;
  private static final int OPTIONS = 3;

  private Mounts() {}

  /** True if programs and libraries cannot be run from {@code path}; false if that is unknown. */
  static boolean isNoExec(Path path) {
    try {
      return Files.isReadable(TABLE) && isNoExec(path.toRealPath(), Files.readAllLines(TABLE));
    } catch (IOException e) {
      return false;
    }
  }

  /** The deepest mount point above the path decides; of two equal ones the later. */
  static boolean isNoExec(Path path, List<String> table) {
    boolean noExec = false;
    int depth = -1;
    for (String line : table) {
      String[] fields = line.split(" ");
      Path mountPoint = Path.of(fields[MOUNT_POINT].replace("\\040", " "));
      if (path.startsWith(mountPoint) && mountPoint.getNameCount() >= depth) {
        depth = mountPoint.getNameCount();
        noExec = Arrays.asList(fields[OPTIONS].split(",")).contains("noexec");
      }
    }
    return noExec;
  }
}
