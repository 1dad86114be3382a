package io.nibble.spark.broadcast;

import io.nibble.model.ModelHeader;
import io.nibble.spark.conf.Distribution;
import io.nibble.spark.conf.NibbleConf;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Offers a model file to executors: its header as a broadcast, its weights as the setting has it.
 *
 * <p>Broadcast weights go shard by shard: read, sent and forgotten. What the Spark driver keeps are
 * the pieces that it sends, which Spark moves to disk when it needs their memory.
 */
final class ModelPublisher {
  private final JavaSparkContext spark;
  private final MemoryOverhead overhead;

  ModelPublisher(JavaSparkContext spark) {
    this.spark = spark;
    this.overhead = new MemoryOverhead(spark.sc());
  }

  /**
   * Offers the file that {@code header} was read from.
   *
   * @throws ModelLoadException if it cannot be read or is not the same any more
   */
  SharedModel publish(FileStamp stamp, ModelHeader header) {
    try (HadoopByteSource file = HadoopByteSource.open(stamp.path(), spark.hadoopConfiguration())) {
      if (!FileStamp.of(file).equals(stamp)) {
        throw changed(stamp);
      }
      Weights weights = weights(file, header, stamp);
      Broadcast<ModelPart> headerPart = spark.broadcast(ModelPart.of(header.bytes()));
      return new SharedModel(header, stamp.path(), headerPart, weights);
    } catch (IOException e) {
      throw new ModelLoadException(stamp.path() + ": " + e.getMessage(), e);
    }
  }

  /** A model that the next query will not find published. */
  void forgotten(String contentHash) {
    overhead.forgotten(contentHash);
  }

  private Weights weights(HadoopByteSource file, ModelHeader header, FileStamp stamp)
      throws IOException {
    if (NibbleConf.of(spark.getConf()).distribution() == Distribution.FILE) {
      return new FileWeights(stamp.path());
    }
    overhead.published(header.contentHash(), header.dataBytes());
    return new BroadcastWeights(shards(file, header, stamp));
  }

  private List<Broadcast<ModelPart>> shards(
      HadoopByteSource file, ModelHeader header, FileStamp stamp) throws IOException {
    int shardBytes = NibbleConf.of(spark.getConf()).shardBytes();
    MessageDigest digest = sha256();
    List<Broadcast<ModelPart>> shards = new ArrayList<>();
    for (long done = 0; done < header.dataBytes(); done += shardBytes) {
      byte[] bytes = new byte[(int) Math.min(shardBytes, header.dataBytes() - done)];
      file.readFully(header.dataOffset() + done, bytes, 0, bytes.length);
      digest.update(bytes);
      shards.add(send(bytes));
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(header.dataChecksum())) {
      shards.forEach(Broadcast::destroy);
      throw changed(stamp);
    }
    return shards;
  }

  private Broadcast<ModelPart> send(byte[] bytes) {
    Broadcast<ModelPart> shard = spark.broadcast(ModelPart.of(bytes));
    BroadcastBlocks.dropValue(shard);
    return shard;
  }

  private static ModelLoadException changed(FileStamp stamp) {
    return new ModelLoadException(
        stamp.path()
            + " changed after the query was analysed. Build the query again to use the new file.",
        null);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
