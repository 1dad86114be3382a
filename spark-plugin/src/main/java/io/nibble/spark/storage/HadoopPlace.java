package io.nibble.spark.storage;

import io.nibble.file.storage.LocalPlace;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A file or folder of any Hadoop file system, there already or not. It may have many names: with
 * and without scheme, authority and port, through mounts of viewfs, and the many of this machine.
 */
public final class HadoopPlace {
  private final FileSystem fileSystem;
  private final Path path;
  private final Optional<LocalPlace> local;

  private HadoopPlace(FileSystem fileSystem, Path path, Optional<LocalPlace> local) {
    this.fileSystem = fileSystem;
    this.path = path;
    this.local = local;
  }

  public static HadoopPlace of(Path path, Configuration conf) throws IOException {
    FileSystem named = path.getFileSystem(conf);
    Path resolved = resolved(named, named.makeQualified(path));
    FileSystem real = resolved.getFileSystem(conf);
    return new HadoopPlace(real, resolved, local(real, resolved));
  }

  /** Mounts followed, as far as the place is there. */
  private static Path resolved(FileSystem fileSystem, Path path) throws IOException {
    Deque<String> missing = new ArrayDeque<>();
    Path existing = path;
    while (!existing.isRoot() && !fileSystem.exists(existing)) {
      missing.push(existing.getName());
      existing = existing.getParent();
    }
    Path resolved = fileSystem.resolvePath(existing);
    for (String name : missing) {
      resolved = new Path(resolved, name);
    }
    return resolved;
  }

  private static Optional<LocalPlace> local(FileSystem fileSystem, Path path) throws IOException {
    FileSystem raw = fileSystem;
    while (raw instanceof FilterFileSystem filter) {
      raw = filter.getRawFileSystem();
    }
    return raw instanceof RawLocalFileSystem files
        ? Optional.of(LocalPlace.of(files.pathToFile(withoutScheme(path)).toPath()))
        : Optional.empty();
  }

  private static Path withoutScheme(Path path) {
    return new Path(path.toUri().getPath());
  }

  /** Whether the places are one, or one lies in the other. */
  public boolean overlaps(HadoopPlace other) throws IOException {
    return within(other).isPresent() || other.within(this).isPresent();
  }

  /** The names that lead from another place to this one: none if they are one, empty if not in. */
  public Optional<List<String>> within(HadoopPlace other) throws IOException {
    if (local.isPresent() && other.local.isPresent()) {
      return local.get().within(other.local.get());
    }
    return isOnFileSystemOf(other) ? below(withoutScheme(other.path)) : Optional.empty();
  }

  private Optional<List<String>> below(Path folder) {
    List<String> names = new ArrayList<>();
    for (Path above = withoutScheme(path); above != null; above = above.getParent()) {
      if (above.equals(folder)) {
        Collections.reverse(names);
        return Optional.of(names);
      }
      names.add(above.getName());
    }
    return Optional.empty();
  }

  /** By Hadoop's own rule, which knows default ports; or one bucket by two schemes. */
  private boolean isOnFileSystemOf(HadoopPlace other) {
    return takes(fileSystem, other.path)
        || takes(other.fileSystem, path)
        || (path.toUri().getAuthority() != null
            && path.toUri().getAuthority().equals(other.path.toUri().getAuthority())
            && (fileSystem.getClass().isInstance(other.fileSystem)
                || other.fileSystem.getClass().isInstance(fileSystem)));
  }

  private static boolean takes(FileSystem fileSystem, Path path) {
    try {
      fileSystem.makeQualified(path);
      return true;
    } catch (IllegalArgumentException wrongFileSystem) {
      return false;
    }
  }

  /** What this machine knows a file by, whatever its names; none for folders and other machines. */
  public Optional<Object> fileKey() throws IOException {
    return local.isPresent() ? local.get().fileKey() : Optional.empty();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
