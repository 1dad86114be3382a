package io.nibble.spark.models.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One copy for all who want it, as long as whoever writes it gets on. */
@Timeout(30)
class TestLocalCopy {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void stop() {
    go.countDown();
    threads.shutdownNow();
  }

  @Test
  void whoAsksMeanwhileWaitsForTheOneCopy() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    LocalCopy.Writer writer =
        out -> {
          writes.incrementAndGet();
          out.write(1);
        };
    Future<Long> first = threads.submit(() -> read("a", stuck(writer)));
    writing.await();
    Future<Long> second = threads.submit(() -> read("a", writer, Duration.ofMinutes(1)));
    Thread.sleep(100);
    assertThat(second.isDone()).isFalse();
    go.countDown();
    assertThat(first.get()).isOne();
    assertThat(second.get()).isOne();
    assertThat(writes).hasValue(1);
  }

  @Test
  void copyingOneModelHoldsUpNoOther() throws Exception {
    Future<Long> first = threads.submit(() -> read("a", stuck(out -> out.write(1))));
    writing.await();
    assertThat(threads.submit(() -> read("b", out -> out.write(2))).get()).isOne();
    go.countDown();
    first.get();
  }

  @Test
  void whoDoesNotGetOnIsNotWaitedForForEver() throws Exception {
    Future<Long> first = threads.submit(() -> read("a", stuck(out -> out.write(1))));
    writing.await();
    assertThat(threads.submit(() -> read("a", out -> out.write(1), SHORT)).get()).isOne();
    go.countDown();
    assertThat(first.get()).isOne();
  }

  @Test
  void whoGetsOnSlowlyIsWaitedFor() throws Exception {
    Future<Long> slow =
        threads.submit(
            () ->
                read(
                    "a",
                    out -> {
                      writing.countDown();
                      slowly(out);
                    }));
    writing.await();
    LocalCopy.Writer never =
        out -> {
          throw new IOException("written twice");
        };
    assertThat(threads.submit(() -> read("a", never, SHORT)).get()).isEqualTo(slow.get());
  }

  private static void slowly(OutputStream out) throws IOException {
    for (int i = 0; i < 10; i++) {
      out.write(new byte[10_000]);
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private LocalCopy.Writer stuck(LocalCopy.Writer writer) {
    return out -> {
      writing.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      writer.write(out);
    };
  }

  private Long read(String hash, LocalCopy.Writer writer) throws IOException {
    return read(hash, writer, Duration.ofMinutes(1));
  }

  private Long read(String hash, LocalCopy.Writer writer, Duration patience) throws IOException {
    return LocalCopy.in(directory, hash, patience).use(writer, file -> file.toFile().length());
  }
}
