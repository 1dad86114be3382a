package io.nibble.spark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A hidden folder of records and of data that waits. A record is either there as a whole or not at
 * all: it is written beside its place and renamed.
 */
final class JobFolder {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FileSystem fileSystem;
  private final Path root;

  private JobFolder(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = root;
  }

  static JobFolder of(Path root, Configuration conf) throws IOException {
    FileSystem fileSystem = root.getFileSystem(conf);
    return new JobFolder(fileSystem, fileSystem.makeQualified(root));
  }

  Path root() {
    return root;
  }

  Path path(String name) {
    return new Path(root, name);
  }

  JobFolder folder(String name) {
    return new JobFolder(fileSystem, path(name));
  }

  <T> Optional<T> read(String name, Class<T> type) throws IOException {
    try (InputStream in = fileSystem.open(path(name))) {
      return Optional.of(MAPPER.readValue(in.readAllBytes(), type));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  void write(String name, Object record) throws IOException {
    Path staged = path("." + name + "." + UUID.randomUUID());
    try (OutputStream out = fileSystem.create(staged, false)) {
      out.write(MAPPER.writeValueAsBytes(record));
    }
    if (!fileSystem.rename(staged, path(name))) {
      throw new IOException(
          staged
              + " could not be renamed to "
              + name
              + ". Does another start of this job run? Only one may.");
    }
  }

  /** Data files below {@code name}, as paths relative to it. */
  List<String> dataFiles(String name) throws IOException {
    Path folder = path(name);
    return Folders.dataFiles(fileSystem, folder).stream()
        .map(file -> folder.toUri().relativize(file.toUri()).getPath())
        .toList();
  }

  /** Deletes the folders inside that are not named, with what killed starts left in them. */
  void keepFolders(Set<String> names) throws IOException {
    if (fileSystem.exists(root)) {
      for (FileStatus entry : fileSystem.listStatus(root)) {
        if (entry.isDirectory() && !names.contains(entry.getPath().getName())) {
          fileSystem.delete(entry.getPath(), true);
        }
      }
    }
  }

  void delete(String name) throws IOException {
    fileSystem.delete(path(name), false);
  }

  void deleteIfEmpty() throws IOException {
    if (fileSystem.exists(root) && fileSystem.listStatus(root).length == 0) {
      fileSystem.delete(root, false);
    }
  }

  void deleteAll() throws IOException {
    fileSystem.delete(root, true);
  }
}
