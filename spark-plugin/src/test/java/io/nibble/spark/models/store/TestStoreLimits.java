package io.nibble.spark.models.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.kernel.Kernels;
import io.nibble.memory.OffHeap;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the store, and when. */
class TestStoreLimits {
  private static final long IDLE = 100;
  private static final long MAX_BYTES = 10;

  @TempDir Path directory;

  private volatile long now;
  private final ModelStore store =
      new ModelStore(() -> new StoreLimits(IDLE, MAX_BYTES), () -> now);
  private TestSource source;

  @BeforeEach
  void writeModel() {
    source = TestSource.of(ModelFixtures.mlp(directory.resolve("m.nibble"), 1, 8, 4), 4);
  }

  @AfterEach
  void nothingIsLeft() {
    store.clear();
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @Test
  void anIdleModelGoes() {
    use("a");
    now = IDLE - 1;
    assertThat(store.sweep()).isTrue();
    assertThat(held()).containsExactly("a");
    now = IDLE;
    assertThat(store.sweep()).isFalse();
    assertThat(held()).isEmpty();
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @Test
  void idlenessStartsWhenTheLastLeaseEnds() {
    Lease lease = lease("a");
    now = 5 * IDLE;
    store.sweep();
    assertThat(held()).as("in use").containsExactly("a");
    lease.close();
    now = 6 * IDLE - 1;
    store.sweep();
    assertThat(held()).containsExactly("a");
    now = 6 * IDLE;
    store.sweep();
    assertThat(held()).isEmpty();
  }

  @Test
  void theModelUnusedForLongestMakesRoom() {
    use("a");
    now = 1;
    use("b");
    now = 2;
    use("a");
    now = 3;
    use("c");
    assertThat(held()).containsExactlyInAnyOrder("a", "c");
    assertThat(store.counts().loads()).isEqualTo(3);
    assertThat(store.counts().evictions()).isOne();
  }

  @Test
  void aModelInUseNeverMakesRoom() {
    try (Lease a = lease("a");
        Lease b = lease("b");
        Lease c = lease("c")) {
      assertThat(held()).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(List.of(a.model(), b.model(), c.model()))
          .allSatisfy(model -> assertThat(model.nativeBytes()).isPositive());
    }
    use("d");
    assertThat(held()).hasSize(2).contains("d");
  }

  @Test
  void aModelThatIsNotOfferedAnyMoreGoesWhenUnused() {
    Lease lease = lease("a");
    source.offered = false;
    store.sweep();
    assertThat(held()).as("in use").containsExactly("a");
    use("a");
    assertThat(store.counts().loads()).as("joined").isOne();
    lease.close();
    store.sweep();
    assertThat(held()).isEmpty();
  }

  @Test
  void aWithdrawnModelGoesAtOnceOrWhenUnused() {
    use("a");
    store.withdraw("a");
    assertThat(held()).isEmpty();
    Lease lease = lease("a");
    store.withdraw("a");
    assertThat(held()).containsExactly("a");
    lease.close();
    store.sweep();
    assertThat(held()).isEmpty();
  }

  @Test
  void theStoreLooksByItself() throws InterruptedException {
    use("a");
    now = IDLE;
    for (int i = 0; i < 100 && !held().isEmpty(); i++) {
      Thread.sleep(100);
    }
    assertThat(held()).isEmpty();
  }

  private void use(String hash) {
    lease(hash).close();
  }

  private Lease lease(String hash) {
    return store.lease(hash, Kernels.java(), source);
  }

  private List<String> held() {
    return store.holdings().stream().map(ModelStore.Holding::contentHash).toList();
  }
}
