package io.nibble.spark.broadcast;

import io.nibble.model.ModelHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of one model as a file of their own in a local directory of the application, shared
 * by its executors on a host. A name stands for its content for ever: a file appears complete, and
 * nobody writes to it.
 */
final class LocalCopy {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCopy.class);

  private static final Object ONE_THREAD = new Object();

  private final Path file;

  private LocalCopy(Path file) {
    this.file = file;
  }

  /** Writes the content of a file. */
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /** Uses a file. */
  interface User<T> {
    T use(Path file);
  }

  static LocalCopy of(ModelHeader header) {
    return in(BroadcastBlocks.localDirectory(), header.contentHash());
  }

  static LocalCopy in(Path directory, String contentHash) {
    return new LocalCopy(directory.resolve("nibble-models").resolve(contentHash));
  }

  /**
   * Has the file written if it is not there, and used.
   *
   * @throws IllegalArgumentException that {@code user} throws for a file that is there
   */
  <T> T use(Writer writer, User<T> user) throws IOException {
    while (true) {
      provide(writer);
      try {
        return user.use(file);
      } catch (IllegalArgumentException e) {
        if (Files.exists(file)) {
          throw e;
        }
        LOG.debug("{} was deleted before it was used; writing it again", file);
      }
    }
  }

  /** Removes the name; those who have mapped the file keep it. */
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} stays until the application ends", file, e);
    }
  }

  private void create(Writer writer) throws IOException {
    Path draft = Files.createTempFile(file.getParent(), "draft", null);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
        writer.write(out);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** One thread of one process at a time: a file lock alone does not keep out threads. */
  private void provide(Writer writer) throws IOException {
    synchronized (ONE_THREAD) {
      Path lock = Files.createDirectories(file.getParent()).resolve("lock");
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (held.isValid() && !Files.exists(file)) {
          create(writer);
        }
      }
    }
  }
}
