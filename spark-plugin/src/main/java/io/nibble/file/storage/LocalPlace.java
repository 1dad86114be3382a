package io.nibble.file.storage;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A file or folder of this machine, there already or not. It may have many names: links of both
 * kinds, mounts, {@code ..}, letters of another case. Two names are one place if the file system
 * says so.
 */
public final class LocalPlace {
  static final int MOST_LINKS = 40;

  /** The place, or what will hold it, without links. */
  private final Path existing;

  /** The names below that are not there yet. */
  private final List<String> missing;

  private LocalPlace(Path existing, List<String> missing) {
    this.existing = existing;
    this.missing = missing;
  }

  public static LocalPlace of(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path existing = Files.exists(absolute) ? absolute : absolute.normalize();
    Path missing = existing.getFileSystem().getPath("");
    for (int links = 0; !Files.exists(existing); ) {
      if (!Files.isSymbolicLink(existing)) {
        missing = existing.getFileName().resolve(missing);
        existing = existing.getParent();
      } else if (++links > MOST_LINKS) {
        throw new FileSystemLoopException(path.toString());
      } else {
        existing = existing.resolveSibling(Files.readSymbolicLink(existing)).normalize();
      }
    }
    return new LocalPlace(real(existing), names(missing));
  }

  /** Pipes and devices that a process has open have no real name. */
  private static Path real(Path path) throws IOException {
    return Files.isDirectory(path) || Files.isRegularFile(path) ? path.toRealPath() : path;
  }

  private static List<String> names(Path path) {
    return StreamSupport.stream(path.spliterator(), false)
        .map(Path::toString)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Whether the places are one, or one lies in the other. */
  public boolean overlaps(LocalPlace other) throws IOException {
    return within(other).isPresent() || other.within(this).isPresent();
  }

  /** The names that lead from another place to this one: none if they are one, empty if not in. */
  public Optional<List<String>> within(LocalPlace other) throws IOException {
    if (isDevice(existing) || isDevice(other.existing)) {
      return Optional.empty();
    }
    return other.missing.isEmpty() ? below(other.existing) : belowMissing(other);
  }

  /** What the file system knows a file by, whatever its names; none for anything else. */
  public Optional<Object> fileKey() throws IOException {
    return missing.isEmpty() && Files.isRegularFile(existing)
        ? Optional.ofNullable(Files.readAttributes(existing, BasicFileAttributes.class).fileKey())
        : Optional.empty();
  }

  private Optional<List<String>> below(Path folder) throws IOException {
    for (Path above = existing; above != null; above = above.getParent()) {
      if (Files.isSameFile(above, folder)) {
        Stream<String> names = names(above.relativize(existing)).stream();
        return Optional.of(Stream.concat(names, missing.stream()).toList());
      }
    }
    return Optional.empty();
  }

  /** What lies in a place that is not there yet is not there either. */
  private Optional<List<String>> belowMissing(LocalPlace other) throws IOException {
    int names = other.missing.size();
    return missing.size() >= names
            && Files.isSameFile(existing, other.existing)
            && isSame(missing.subList(0, names), other.missing)
        ? Optional.of(missing.subList(names, missing.size()))
        : Optional.empty();
  }

  private boolean isSame(List<String> names, List<String> others) throws IOException {
    return names.equals(others)
        || (String.join("/", names).equalsIgnoreCase(String.join("/", others))
            && ignoresCase(existing));
  }

  /** Asks the file system by the name of something in the folder, or by the folder's own. */
  private static boolean ignoresCase(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      Path known = entries.filter(LocalPlace::hasLetters).findAny().orElse(folder);
      Path other = known.resolveSibling(otherCase(known));
      return hasLetters(known) && Files.exists(other) && Files.isSameFile(known, other);
    }
  }

  private static boolean hasLetters(Path path) {
    return path.getFileName() != null && !otherCase(path).equals(path.getFileName().toString());
  }

  private static String otherCase(Path path) {
    String name = path.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(name) ? name.toUpperCase(Locale.ROOT) : lower;
  }

  /** What is written to a device replaces nothing. */
  private static boolean isDevice(Path path) throws IOException {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix")
        && ((int) Files.getAttribute(path, "unix:mode") & 0xF000) == 0x2000;
  }
}
