package io.nibble.spark.broadcast;

import io.nibble.model.ModelFile;
import io.nibble.model.ModelHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * The models that an application's Spark driver has seen. A file is read and verified, checksum
 * included, when it is first named, and again when its length or modification time is another.
 * Thread-safe.
 */
public final class ModelRegistry {
  private static ModelRegistry current;

  private final Map<String, FileModel> models = new ConcurrentHashMap<>();
  private final JavaSparkContext spark;
  private final ModelPublisher publisher;

  private ModelRegistry(SparkContext context) {
    spark = JavaSparkContext.fromSparkContext(context);
    publisher = new ModelPublisher(spark);
  }

  /** The registry of an application; the first call ties the store of this JVM to its end. */
  public static synchronized ModelRegistry of(SparkContext context) {
    if (current == null || current.spark.sc() != context) {
      current = new ModelRegistry(context);
      context.addSparkListener(new AtEnd());
    }
    return current;
  }

  /**
   * The model at {@code path}, on any Hadoop file system.
   *
   * @throws IOException if the file cannot be read
   * @throws io.nibble.model.ModelException if it is no sound model
   */
  public ModelReference model(String path) throws IOException {
    try (HadoopByteSource file = HadoopByteSource.open(path, spark.hadoopConfiguration())) {
      return models.compute(path, (p, known) -> current(known, file));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private FileModel current(FileModel known, HadoopByteSource file) {
    FileStamp stamp = FileStamp.of(file);
    if (known != null && known.stamp().equals(stamp)) {
      return known;
    }
    try {
      ModelHeader header = ModelHeader.read(file);
      ModelFile.verify(file, header);
      return new FileModel(stamp, header, publisher);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void end() {
    current = null;
    ModelStore.instance().clear();
  }

  /** Frees what this JVM holds, in local mode and wherever there is no plugin to do it. */
  private static final class AtEnd extends SparkListener {
    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
      end();
    }
  }
}
