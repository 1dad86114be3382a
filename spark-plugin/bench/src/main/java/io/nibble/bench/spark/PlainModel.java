package io.nibble.bench.spark;

import io.nibble.file.storage.ByteSource;
import io.nibble.kernel.Kernels;
import io.nibble.run.Model;
import io.nibble.run.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Models without Spark, each loaded once in this JVM and kept until it ends. */
final class PlainModel {
  private static final Map<String, Model> MODELS = new ConcurrentHashMap<>();

  private PlainModel() {}

  static Model of(String path) {
    return MODELS.computeIfAbsent(path, PlainModel::load);
  }

  private static Model load(String path) {
    try (ByteSource source = ByteSource.of(Path.of(path))) {
      return ModelFile.load(source, Kernels.best());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
