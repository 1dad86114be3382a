package io.nibble.spark.models;

import io.nibble.file.Sha256;
import io.nibble.graph.ModelHeader;
import io.nibble.spark.conf.Distribution;
import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.models.distribution.BroadcastBlocks;
import io.nibble.spark.models.distribution.BroadcastWeights;
import io.nibble.spark.models.distribution.FileWeights;
import io.nibble.spark.models.distribution.LostWeights;
import io.nibble.spark.models.distribution.ModelPart;
import io.nibble.spark.models.distribution.Weights;
import io.nibble.spark.models.store.ModelLoadException;
import io.nibble.spark.storage.HadoopByteSource;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers a model file to executors: its header as a broadcast, its weights as the setting has it.
 *
 * <p>Broadcast weights go shard by shard: read, sent and forgotten. What the Spark driver keeps are
 * the pieces that it sends, which Spark moves to disk when it needs their memory.
 */
final class ModelPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ModelPublisher.class);

  private final JavaSparkContext spark;
  private final MemoryOverhead overhead;

  ModelPublisher(JavaSparkContext spark) {
    this.spark = spark;
    this.overhead = new MemoryOverhead(spark.sc());
  }

  /**
   * Offers the file that {@code model} was read from.
   *
   * @throws ModelLoadException if it cannot be read or is not the same any more
   */
  SharedModel publish(FileModel model) {
    try (HadoopByteSource file = HadoopByteSource.open(model.path(), model.hadoop())) {
      if (!FileStamp.of(file).equals(model.stamp())) {
        throw changed(model.path());
      }
      return shared(model, weights(file, model));
    } catch (ModelLoadException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // File systems throw what they like.
      throw new ModelLoadException(model.path() + ": " + e.getMessage(), e);
    }
  }

  /** Whether the file is still there, and still the one that {@code model} was read from. */
  boolean canPublish(FileModel model) {
    try (HadoopByteSource file = HadoopByteSource.open(model.path(), model.hadoop())) {
      return model.isStill(file);
    } catch (IOException | RuntimeException e) {
      LOG.info("{} cannot be read again; plans that hold it keep its weights", model.path(), e);
      return false;
    }
  }

  /** A model that executors score with only if they have it already. */
  SharedModel withoutWeights(FileModel model, ModelLoadException reason) {
    return shared(model, new LostWeights(reason.reason()));
  }

  private SharedModel shared(FileModel model, Weights weights) {
    ModelHeader header = model.header();
    Broadcast<ModelPart> headerPart = spark.broadcast(ModelPart.of(header.bytes()));
    return new SharedModel(header, model.path(), headerPart, weights);
  }

  /** A model that the next query will not find published. */
  void forgotten(String contentHash) {
    overhead.forgotten(contentHash);
  }

  private Weights weights(HadoopByteSource file, FileModel model) throws IOException {
    if (NibbleConf.of(spark.getConf()).distribution() == Distribution.FILE) {
      return new FileWeights(
          model.path(), spark.broadcast(new SerializableConfiguration(model.hadoop())));
    }
    ModelHeader header = model.header();
    overhead.published(header.contentHash(), header.dataBytes());
    return new BroadcastWeights(shards(file, header));
  }

  private List<Broadcast<ModelPart>> shards(HadoopByteSource file, ModelHeader header)
      throws IOException {
    int shardBytes = NibbleConf.of(spark.getConf()).shardBytes();
    MessageDigest digest = Sha256.digest();
    List<Broadcast<ModelPart>> shards = new ArrayList<>();
    for (long done = 0; done < header.dataBytes(); done += shardBytes) {
      byte[] bytes = new byte[(int) Math.min(shardBytes, header.dataBytes() - done)];
      file.readFully(header.dataOffset() + done, bytes, 0, bytes.length);
      digest.update(bytes);
      shards.add(send(bytes));
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(header.dataChecksum())) {
      shards.forEach(Broadcast::destroy);
      throw changed(file.name());
    }
    return shards;
  }

  private Broadcast<ModelPart> send(byte[] bytes) {
    Broadcast<ModelPart> shard = spark.broadcast(ModelPart.of(bytes));
    BroadcastBlocks.dropValue(shard);
    return shard;
  }

  private static ModelLoadException changed(String path) {
    return new ModelLoadException(
        path + " changed after the query was analysed. Build the query again to use the new file.",
        null);
  }
}
