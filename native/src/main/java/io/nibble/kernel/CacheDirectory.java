package io.nibble.kernel;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where the native library is extracted to: one directory per user and content of the library, so
 * that neither users nor versions nor builds overwrite each other's file.
 *
 * <p>Where the temporary directory cannot be written to, or is mounted noexec, the user's home and
 * then the working directory take its place.
 */
final class CacheDirectory {
  static final String PROPERTY = "io.nibble.native.cachedir";

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private CacheDirectory() {}

  static Path create(String hash) throws IOException {
    String configured = System.getProperty(PROPERTY);
    Path base = configured == null ? firstUsable(places()) : Path.of(configured);
    return Files.createDirectories(base.toAbsolutePath().resolve(hash));
  }

  private static List<Path> places() {
    return List.of(
        Path.of(System.getProperty("java.io.tmpdir")),
        Path.of(System.getProperty("user.home"), ".cache"),
        Path.of(System.getProperty("user.dir")));
  }

  /**
   * A directory of this user's own in the first place that allows it.
   *
   * @throws IOException naming what is wrong with each place, if none does
   */
  static Path firstUsable(List<Path> places) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (Path place : places) {
      try {
        Path directory = ownDirectory(place);
        if (!Mounts.isNoExec(directory)) {
          return directory;
        }
        reasons.add(directory + " is on a file system mounted noexec");
      } catch (IOException e) {
        reasons.add(e instanceof FileSystemException ? e.toString() : e.getMessage());
      }
    }
    throw new IOException(
        String.join("; ", reasons)
            + "; set -D"
            + PROPERTY
            + " to a directory that allows execution");
  }

  /** A directory that only this user can write to, or another could plant a library in it. */
  static Path ownDirectory(Path parent) throws IOException {
    Path directory = parent.resolve("nibble-" + System.getProperty("user.name"));
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
    PosixFileAttributes found =
        Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Path probe = Files.createTempFile(directory, "probe", null);
    boolean mine = Files.getOwner(probe).equals(found.owner());
    Files.delete(probe);
    if (!mine || !found.isDirectory() || !found.permissions().equals(PRIVATE)) {
      throw new IOException(
          directory
              + " is not a private directory of this user (found "
              + PosixFilePermissions.toString(found.permissions())
              + " "
              + found.owner()
              + ", expected rwx------); remove it or set -D"
              + PROPERTY);
    }
    return directory;
  }
}
