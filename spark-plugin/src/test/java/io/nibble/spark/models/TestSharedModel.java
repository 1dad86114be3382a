package io.nibble.spark.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.memory.OffHeap;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.conf.BadRowPolicy;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.distribution.BroadcastWeights;
import io.nibble.spark.models.distribution.ModelPart;
import io.nibble.spark.models.store.Lease;
import io.nibble.spark.models.store.ModelLoadException;
import io.nibble.spark.models.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model put together from its broadcasts. */
class TestSharedModel {
  private static final ScoringSettings SETTINGS = new ScoringSettings(BadRowPolicy.FAIL, "", false);

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.plain();

  private static ModelHeader header;
  private static byte[] data;

  @BeforeAll
  static void writeModel() throws IOException {
    String file = ModelFixtures.mlp(SPARK.directory().resolve("m.nibble"), 3, 100, 70, 9);
    try (ByteSource source = ByteSource.of(Path.of(file))) {
      header = ModelHeader.read(source);
    }
    byte[] bytes = Files.readAllBytes(Path.of(file));
    data = Arrays.copyOfRange(bytes, (int) header.dataOffset(), bytes.length);
  }

  @AfterEach
  void nothingIsLeft() {
    ModelStore.instance().clear();
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1024, 4097, 1 << 20})
  void shardsOfAnySizeMakeTheSameModel(int shardBytes) {
    List<byte[]> shards = new ArrayList<>();
    for (int at = 0; at < data.length; at += shardBytes) {
      shards.add(Arrays.copyOfRange(data, at, Math.min(data.length, at + shardBytes)));
    }
    try (Lease lease = shared(shards).lease(SETTINGS)) {
      assertThat(lease.model().header().contentHash()).isEqualTo(header.contentHash());
      assertThat(lease.model().nativeBytes()).isEqualTo(data.length);
    }
  }

  @Test
  void tooFewBytesAreRefused() {
    SharedModel model = shared(List.of(Arrays.copyOf(data, data.length - 1)));
    assertThatThrownBy(() -> model.lease(SETTINGS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            header.source()
                + ": its shards hold "
                + (data.length - 1)
                + " bytes, expected "
                + data.length);
    assertThat(ModelStore.instance().holdings()).isEmpty();
  }

  @Test
  void tooManyBytesAreRefused() {
    SharedModel model = shared(List.of(data, new byte[5]));
    assertThatThrownBy(() -> model.lease(SETTINGS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            header.source()
                + ": its shards hold "
                + (data.length + 5)
                + " bytes, expected "
                + data.length);
  }

  private static SharedModel shared(List<byte[]> shards) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(SPARK.session().sparkContext());
    List<Broadcast<ModelPart>> parts = new ArrayList<>();
    shards.forEach(bytes -> parts.add(spark.broadcast(ModelPart.of(bytes))));
    return new SharedModel(
        header, "m", spark.broadcast(ModelPart.of(header.bytes())), new BroadcastWeights(parts));
  }
}
