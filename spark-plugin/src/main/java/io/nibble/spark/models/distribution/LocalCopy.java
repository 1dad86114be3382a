package io.nibble.spark.models.distribution;

import io.nibble.graph.ModelHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of one model as a file of their own in a local directory of the application, shared
 * by its executors on a host. A name stands for its content for ever: a file appears complete, and
 * nobody writes to it.
 */
final class LocalCopy {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCopy.class);

  private static final Duration STUCK = Duration.ofSeconds(10);

  private final Path file;
  private final Duration patience;

  private LocalCopy(Path file, Duration patience) {
    this.file = file;
    this.patience = patience;
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
    return in(BroadcastBlocks.localDirectory(), header.contentHash(), STUCK);
  }

  /**
   * @param patience how long somebody who writes it may write nothing
   */
  static LocalCopy in(Path directory, String contentHash, Duration patience) {
    return new LocalCopy(directory.resolve("nibble-models").resolve(contentHash), patience);
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
    Path draft = Files.createTempFile(file.getParent(), draftPrefix(), null);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
        writer.write(out);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private String draftPrefix() {
    return file.getFileName() + ".draft";
  }

  /**
   * One thread of one process writes; the others wait as long as its draft grows. Then they write
   * their own: the process may have been stopped.
   */
  private void provide(Writer writer) throws IOException {
    Files.createDirectories(file.getParent());
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Patience waited = new Patience(this::drafted, patience);
      while (!Files.exists(file)) {
        if (tryLock(channel) || waited.isOver()) {
          createUnlessThere(writer);
          return;
        }
        pause();
      }
    }
  }

  private void createUnlessThere(Writer writer) throws IOException {
    if (!Files.exists(file)) {
      create(writer);
    }
  }

  /** The lock goes with the channel. A file lock keeps out processes, and threads by throwing. */
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another task copies the model");
    }
  }

  /** Bytes of what is being written. */
  private long drafted() {
    long bytes = 0;
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(file.getParent(), draftPrefix() + "*")) {
      for (Path draft : drafts) {
        bytes += Files.size(draft);
      }
    } catch (IOException e) {
      LOG.debug("a draft of {} went", file, e);
    }
    return bytes;
  }
}
