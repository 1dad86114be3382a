package io.nibble.spark.job.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files that Spark names. Its own sources encode names as URIs, Delta Lake gives them as
 * they are; which of the two, the file system tells.
 */
final class InputFiles {
  private final Configuration conf;
  private final Map<Path, Map<String, FileStatus>> folders = new HashMap<>();

  private InputFiles(Configuration conf) {
    this.conf = conf;
  }

  /**
   * The files; none if their names do not tell them apart, so that the input cannot be cut.
   *
   * @throws IOException if one is not there
   */
  static List<InputFile> of(String[] names, Configuration conf) throws IOException {
    List<Path> plain = Arrays.stream(names).map(Path::new).toList();
    InputFiles files = new InputFiles(conf);
    Optional<List<Path>> decoded = decoded(names);
    boolean encoded = decoded.isPresent() && files.areThere(decoded.get());
    List<InputFile> found = files.find(encoded ? decoded.get() : plain);
    return areDistinct(found) ? found : List.of();
  }

  /** The name as Spark has it in some of its versions, which differ in that. */
  static String encoded(InputFile file) {
    return new Path(file.path()).toUri().toString();
  }

  private static Optional<List<Path>> decoded(String[] names) {
    List<Path> paths = new ArrayList<>();
    try {
      for (String name : names) {
        paths.add(new Path(new URI(name)));
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(paths);
  }

  /** Whether no file's name, encoded, is another's, so that a row's file is known by either. */
  private static boolean areDistinct(List<InputFile> files) {
    Set<String> names = files.stream().map(InputFile::path).collect(Collectors.toSet());
    return names.size() == files.size()
        && files.stream().allMatch(f -> encoded(f).equals(f.path()) || !names.contains(encoded(f)));
  }

  private boolean areThere(List<Path> paths) throws IOException {
    for (Path path : paths) {
      if (!folder(path).containsKey(path.getName())) {
        return false;
      }
    }
    return new HashSet<>(paths).size() == paths.size();
  }

  private List<InputFile> find(List<Path> paths) throws IOException {
    List<InputFile> files = new ArrayList<>();
    for (Path path : paths) {
      FileStatus status = folder(path).get(path.getName());
      if (status == null) {
        throw new IOException(path + " is gone since the input was listed. Run the job again.");
      }
      files.add(new InputFile(path.toString(), status.getLen(), status.getModificationTime()));
    }
    return files;
  }

  /** What lies beside a file, by name. */
  private Map<String, FileStatus> folder(Path file) throws IOException {
    Path folder = file.getParent();
    Map<String, FileStatus> known = folders.get(folder);
    if (known == null) {
      known = list(folder);
      folders.put(folder, known);
    }
    return known;
  }

  private Map<String, FileStatus> list(Path folder) throws IOException {
    Map<String, FileStatus> found = new HashMap<>();
    try {
      for (FileStatus status : folder.getFileSystem(conf).listStatus(folder)) {
        found.put(status.getPath().getName(), status);
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return found;
  }
}
