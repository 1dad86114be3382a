package io.nibble.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.memory.OffHeap;
import io.nibble.memory.OffHeapExhaustedException;
import io.nibble.spark.Nibble;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.conf.BadRowPolicy;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.models.ModelRegistry;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model whose lease nobody keeps is free once it is unloaded. */
class TestLeasedBatch {
  private static final ScoringSettings SETTINGS = new ScoringSettings(BadRowPolicy.FAIL, "", false);

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private String path;
  private ModelReference model;

  @BeforeEach
  void loadModel() throws IOException {
    path = ModelFixtures.mlp(SPARK.directory().resolve("m.nibble"), 1, 64, 1 << 16, 4);
    model = ModelRegistry.model(SPARK.session(), path);
    model.lease(SETTINGS).close();
    assertThat(OffHeap.liveBytes()).isPositive();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(Nibble.unload(path)).isTrue();
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @Test
  void buffersThatCannotBeHadLeaveNoLease() {
    assertThatThrownBy(() -> LeasedBatch.open(key(Integer.MAX_VALUE)))
        .isInstanceOf(OffHeapExhaustedException.class);
  }

  @Test
  void aScorerThatCannotBeginKeepsNothing() {
    FeatureFormat none =
        width -> {
          throw new ArithmeticException("no reader of " + width + " features");
        };
    BatchScorer scorer =
        new BatchScorer(TaskSession.NONE, model, SETTINGS, none, 8, ScoringMetrics.NONE);
    assertThatThrownBy(scorer::begin).isInstanceOf(ArithmeticException.class);
    RowScorer rows = new RowScorer(model, SETTINGS, none);
    assertThatThrownBy(() -> rows.score(new float[64])).isInstanceOf(ArithmeticException.class);
  }

  /** One whose buffers are gone already cannot be run, and its end is that of the lease too. */
  @Test
  void theLeaseEndsWithTheBuffers() {
    LeasedBatch batch = LeasedBatch.open(key(8));
    batch.session().close();
    batch.close();
    batch.close();
    assertThat(batch.isOpen()).isFalse();
  }

  private LeasedBatch.Key key(int rows) {
    return new LeasedBatch.Key(model, SETTINGS, rows);
  }
}
