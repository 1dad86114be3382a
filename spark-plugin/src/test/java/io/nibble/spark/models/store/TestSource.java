package io.nibble.spark.models.store;

import io.nibble.file.storage.ByteSource;
import io.nibble.kernel.Kernels;
import io.nibble.run.Model;
import io.nibble.run.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A source of models for tests of the store. */
final class TestSource implements ModelSource {
  private final long bytes;
  private final Supplier<Model> loader;
  volatile boolean offered = true;
  volatile int freed;
  volatile Runnable whenFreed = () -> {};
  volatile Runnable whenAsked = () -> {};

  private TestSource(long bytes, Supplier<Model> loader) {
    this.bytes = bytes;
    this.loader = loader;
  }

  static TestSource of(Supplier<Model> loader) {
    return new TestSource(1, loader);
  }

  /** A source of the model in {@code file}, said to take {@code bytes}. */
  static TestSource of(String file, long bytes) {
    return new TestSource(bytes, () -> load(file));
  }

  static Model load(String file) {
    try (ByteSource source = ByteSource.of(Path.of(file))) {
      return ModelFile.load(source, Kernels.java());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long nativeBytes() {
    return bytes;
  }

  @Override
  public Model load() {
    return loader.get();
  }

  @Override
  public void freed() {
    freed++;
    whenFreed.run();
  }

  @Override
  public boolean isOffered() {
    whenAsked.run();
    return offered;
  }
}
