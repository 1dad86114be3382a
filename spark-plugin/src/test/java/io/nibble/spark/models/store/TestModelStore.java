package io.nibble.spark.models.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.kernel.Kernels;
import io.nibble.memory.OffHeap;
import io.nibble.run.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TestModelStore {
  private static final int TASKS = 8;

  @TempDir Path directory;

  private final ModelStore store = new ModelStore(() -> StoreLimits.NONE, System::nanoTime);
  private final ExecutorService tasks = Executors.newFixedThreadPool(TASKS);
  private String file;

  @BeforeEach
  void writeModel() {
    file = ModelFixtures.mlp(directory.resolve("m.nibble"), 1, 8, 4);
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    tasks.shutdownNow();
    assertThat(tasks.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    store.clear();
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @Test
  void manyTasksLoadOnceAndShare() throws Exception {
    List<Future<Model>> models = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      models.add(tasks.submit(() -> useAndReturn(slowly(this::load))));
    }
    Model first = models.get(0).get();
    for (Future<Model> model : models) {
      assertThat(model.get()).isSameAs(first);
    }
    assertThat(store.counts().loads()).isOne();
    assertThat(store.holdings())
        .containsExactly(new ModelStore.Holding("hash", "java", first.nativeBytes(), 0));
  }

  @Test
  void contentAndIsaTellModelsApart() {
    Kernels other = Kernels.available().get(Kernels.available().size() - 1);
    try (Lease a = store.lease("a", Kernels.java(), TestSource.of(this::load));
        Lease b = store.lease("b", Kernels.java(), TestSource.of(this::load));
        Lease c = store.lease("a", other, TestSource.of(this::load))) {
      assertThat(a.model()).isNotSameAs(b.model());
      assertThat(a.model() == c.model()).isEqualTo(other.isa().equals("java"));
    }
  }

  @Test
  void aModelInUseOutlivesTheStore() {
    Lease lease = store.lease("hash", Kernels.java(), TestSource.of(this::load));
    store.clear();
    assertThat(OffHeap.liveBytes()).isEqualTo(lease.model().nativeBytes());
    assertThat(store.holdings()).isEmpty();
    lease.close();
    assertThat(OffHeap.liveBytes()).isZero();
    lease.close();
    assertThatThrownBy(lease::model).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyWaiterHearsOfAFailureAndTheNextTriesAgain() throws Exception {
    IllegalStateException cause = new IllegalStateException("no memory today");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    List<Future<Model>> failing = new ArrayList<>();
    failing.add(
        tasks.submit(
            () ->
                useAndReturn(
                    () -> {
                      started.countDown();
                      await(fail);
                      throw cause;
                    })));
    started.await();
    for (int i = 1; i < TASKS; i++) {
      failing.add(
          tasks.submit(
              () ->
                  useAndReturn(
                      () -> {
                        throw new AssertionError("a second load");
                      })));
    }
    Thread.sleep(100);
    fail.countDown();
    for (Future<Model> task : failing) {
      assertThatThrownBy(task::get)
          .cause()
          .isInstanceOf(ModelLoadException.class)
          .hasMessage("cannot load the model: no memory today")
          .hasCause(cause);
    }
    assertThat(store.counts().failedLoads()).isOne();
    assertThat(store.counts().loads()).isZero();
    assertThat(useAndReturn(this::load)).isNotNull();
    assertThat(store.counts().loads()).isOne();
  }

  @Test
  void whenTheLoadingTaskIsKilledAnotherTakesOver() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicInteger loads = new AtomicInteger();
    Supplier<Model> killed =
        () -> {
          started.countDown();
          await(new CountDownLatch(1));
          throw new AssertionError("not reached");
        };
    Future<Model> first = tasks.submit(() -> useAndReturn(killed));
    started.await();
    Future<Model> second =
        tasks.submit(
            () ->
                useAndReturn(
                    () -> {
                      loads.incrementAndGet();
                      return load();
                    }));
    Thread.sleep(100);
    first.cancel(true);
    assertThat(second.get()).isNotNull();
    assertThat(loads).hasValue(1);
  }

  @Test
  void aKilledWaiterLeavesNoLease() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<Model> loader =
        tasks.submit(
            () ->
                useAndReturn(
                    () -> {
                      started.countDown();
                      await(go);
                      return load();
                    }));
    started.await();
    Future<Model> waiter = tasks.submit(() -> useAndReturn(this::load));
    Thread.sleep(100);
    waiter.cancel(true);
    go.countDown();
    loader.get();
    tasks.shutdown();
    assertThat(tasks.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(store.holdings()).allSatisfy(held -> assertThat(held.leases()).isZero());
  }

  @Test
  void freeingOneModelHoldsUpNoOther() throws Exception {
    TestSource slow = TestSource.of(this::load);
    store.lease("slow", Kernels.java(), slow).close();
    CountDownLatch freeing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    slow.whenFreed =
        () -> {
          freeing.countDown();
          await(go);
        };
    Future<?> free = tasks.submit(() -> store.withdraw("slow"));
    freeing.await();
    assertOthersGoOn();
    go.countDown();
    free.get();
  }

  @Test
  void askingSparkAboutOneModelHoldsUpNoOther() throws Exception {
    TestSource slow = TestSource.of(this::load);
    store.lease("slow", Kernels.java(), slow).close();
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    slow.whenAsked =
        () -> {
          asking.countDown();
          await(go);
        };
    Future<?> sweep = tasks.submit(store::sweep);
    asking.await();
    assertOthersGoOn();
    go.countDown();
    sweep.get();
  }

  @Test
  void theLastLeaseOfAModelThatIsFreedHoldsUpNoOther() throws Exception {
    TestSource slow = TestSource.of(this::load);
    Lease lease = store.lease("slow", Kernels.java(), slow);
    store.clear();
    CountDownLatch freeing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    slow.whenFreed =
        () -> {
          freeing.countDown();
          await(go);
        };
    Future<?> free = tasks.submit(lease::close);
    freeing.await();
    assertOthersGoOn();
    go.countDown();
    free.get();
    assertThat(slow.freed).isOne();
  }

  /** Leases, what metrics read, and what a query of the same model needs. */
  private void assertOthersGoOn() throws Exception {
    assertThat(tasks.submit(() -> useAndReturn(this::load)).get(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(tasks.submit(store::holdings).get(20, TimeUnit.SECONDS)).isNotEmpty();
    TestSource again = TestSource.of(this::load);
    tasks
        .submit(() -> store.lease("slow", Kernels.java(), again).close())
        .get(20, TimeUnit.SECONDS);
  }

  private Model useAndReturn(Supplier<Model> loader) {
    try (Lease lease = store.lease("hash", Kernels.java(), TestSource.of(loader))) {
      return lease.model();
    }
  }

  private Supplier<Model> slowly(Supplier<Model> loader) {
    return () -> {
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return loader.get();
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("killed", e);
    }
  }

  private Model load() {
    return TestSource.load(file);
  }
}
