package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.memory.RawMemory;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestCallFrame {
  @BeforeAll
  static void load() {
    NativeLibrary.ensureAvailable();
  }

  @Test
  void piecesDoNotOverlap() {
    CallFrame frame = CallFrame.begin();
    long first = frame.take(40);
    long second = frame.take(1);
    assertThat(first % Long.BYTES).isZero();
    assertThat(second - first).isEqualTo(40);
    assertThat(frame.take(Long.BYTES) - second).isEqualTo(Long.BYTES);
  }

  @Test
  void everyCallOfAThreadStartsAnew() {
    long first = CallFrame.begin().take(64);
    assertThat(CallFrame.begin().take(64)).isEqualTo(first);
  }

  @Test
  void threadsHaveTheirOwn() {
    long mine = CallFrame.begin().take(64);
    long other = CompletableFuture.supplyAsync(() -> CallFrame.begin().take(64)).join();
    assertThat(Math.abs(mine - other)).isGreaterThanOrEqualTo(CallFrame.BYTES);
  }

  @Test
  void aCallThatNeedsMoreIsRefused() {
    CallFrame frame = CallFrame.begin();
    frame.take(400);
    assertThatThrownBy(() -> frame.take(120))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("call needs 520 bytes, expected at most 512");
  }

  @Test
  void aThreadForWhichTheJvmHasNoDirectMemoryGetsOurException() throws Exception {
    ForkedJvm jvm = new ForkedJvm(ForkedJvm.origin(CallFrame.class));
    assertThat(jvm.option("-XX:MaxDirectMemorySize=2m").main(ExhaustDirectMemory.class).run())
        .contains("OffHeapExhaustedException: cannot allocate 512 bytes off heap");
  }

  @Test
  void structsLieSideBySide() {
    CallFrame frame = CallFrame.begin();
    long first = frame.write(1, -2, 1L << 40, Long.MIN_VALUE);
    long second = frame.write(5, -1);
    long[] found = new long[6];
    Arrays.setAll(found, i -> RawMemory.longAt(i < 4 ? first + 8 * i : second + 8 * (i - 4)));
    assertThat(found).containsExactly(1, -2, 1L << 40, Long.MIN_VALUE, 5, -1);
  }
}
