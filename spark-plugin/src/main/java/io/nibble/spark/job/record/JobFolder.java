package io.nibble.spark.job.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nibble.file.storage.StagedOutput;
import io.nibble.spark.storage.HadoopStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A hidden folder of records and of data that waits. A record is either there as a whole or not at
 * all.
 */
public final class JobFolder {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FileSystem fileSystem;
  private final HadoopStorage storage;
  private final Path root;

  private JobFolder(FileSystem fileSystem, HadoopStorage storage, Path root) {
    this.fileSystem = fileSystem;
    this.storage = storage;
    this.root = root;
  }

  public static JobFolder of(Path root, Configuration conf) throws IOException {
    FileSystem fileSystem = root.getFileSystem(conf);
    return new JobFolder(fileSystem, new HadoopStorage(conf), fileSystem.makeQualified(root));
  }

  public Path root() {
    return root;
  }

  public Path path(String name) {
    return new Path(root, name);
  }

  public FileSystem fileSystem() {
    return fileSystem;
  }

  JobFolder folder(String name) {
    return new JobFolder(fileSystem, storage, path(name));
  }

  public <T> Optional<T> read(String name, Class<T> type) throws IOException {
    try (InputStream in = fileSystem.open(path(name))) {
      return Optional.of(MAPPER.readValue(in.readAllBytes(), type));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  public boolean isThere(String name) throws IOException {
    return fileSystem.exists(path(name));
  }

  public void write(String name, Object record) throws IOException {
    fileSystem.mkdirs(root);
    try (StagedOutput out = storage.create(path(name).toString())) {
      out.write(MAPPER.writeValueAsBytes(record));
      out.commit();
    }
  }

  /** Data files below {@code name}, as paths relative to it. */
  public List<String> dataFiles(String name) throws IOException {
    return Folders.names(fileSystem, path(name));
  }

  /** The names of the folders inside. */
  Set<String> folders() throws IOException {
    Set<String> folders = new HashSet<>();
    if (fileSystem.exists(root)) {
      for (FileStatus entry : fileSystem.listStatus(root)) {
        if (entry.isDirectory()) {
          folders.add(entry.getPath().getName());
        }
      }
    }
    return folders;
  }

  /** Deletes the folders inside that are not named, with what killed starts left in them. */
  void keepFolders(Set<String> names) throws IOException {
    for (String folder : folders()) {
      if (!names.contains(folder)) {
        folder(folder).deleteAll();
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
