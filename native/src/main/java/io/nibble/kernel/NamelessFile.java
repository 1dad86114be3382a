package io.nibble.kernel;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Bytes in a file that has lost its name, so that no one can change or replace them, whoever may
 * write to the directory. This process reaches it through its own descriptor, as long as this
 * object is open.
 */
final class NamelessFile implements LoadableFile, AutoCloseable {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final String DELETED = " (deleted)";
  private static final int LONGEST_NAME = 255;
  private static final int SLICE_BYTES = 8192;

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileChannel channel;
  private final Path path;

  private NamelessFile(FileChannel channel, Path path) {
    this.channel = channel;
    this.path = path;
  }

  static NamelessFile of(Path directory, byte[] bytes) throws IOException {
    Path file = directory.toRealPath().resolve(randomName());
    // Java deletes it at once.
    FileChannel channel =
        FileChannel.open(file, Set.of(CREATE_NEW, WRITE, DELETE_ON_CLOSE), PRIVATE);
    try {
      write(bytes, channel);
      return new NamelessFile(channel, descriptor(file));
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  static boolean isPossible() {
    return Files.isDirectory(DESCRIPTORS);
  }

  /** Names this file in this process, and nothing else. */
  @Override
  public Path path() {
    return path;
  }

  /**
   * The file stays open: its name must not come to mean another file while the library is in use.
   */
  @Override
  public void loaded() {}

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * The longest name there is. Whoever resolves the descriptor, as System.load does, finds the old
   * name and " (deleted)", which is then too long for any file that somebody might put there.
   */
  private static String randomName() {
    StringBuilder name = new StringBuilder("nibble-");
    SecureRandom random = new SecureRandom();
    while (name.length() < LONGEST_NAME) {
      name.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
    }
    return name.toString();
  }

  /** In slices, as Java takes as much direct memory as a write from its heap is long. */
  private static void write(byte[] bytes, FileChannel channel) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.position() < bytes.length) {
      rest.limit(Math.min(bytes.length, rest.position() + SLICE_BYTES));
      channel.write(rest);
    }
  }

  private static Path descriptor(Path file) throws IOException {
    Path resolved = file.resolveSibling(file.getFileName() + DELETED);
    try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path link : links) {
        if (leadsTo(link, resolved)) {
          return checked(link, resolved);
        }
      }
    }
    throw new IOException(file.getParent() + " does not let an open file be deleted");
  }

  private static boolean leadsTo(Path link, Path target) {
    try {
      return Files.readSymbolicLink(link).equals(target);
    } catch (IOException closedSince) {
      return false;
    }
  }

  private static Path checked(Path link, Path resolved) throws IOException {
    if (!Files.getAttribute(link, "unix:nlink").equals(0)) {
      throw new IOException(resolved.getParent() + " has another name for a file just deleted");
    }
    // Neither true means that no such file can exist.
    if (Files.exists(resolved) || Files.notExists(resolved)) {
      throw new IOException(
          resolved.getParent() + " has file names of more than " + LONGEST_NAME + " bytes");
    }
    return link;
  }
}
