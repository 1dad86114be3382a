package io.nibble.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nibble.kernel.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestOffHeap {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 65, 4096, 10_000_000})
  void blocksAreAlignedZeroedAndCounted(long bytes) {
    long before = OffHeap.liveBytes();
    try (OffHeap block = OffHeap.allocate(bytes)) {
      assertThat(block.size()).isEqualTo(bytes);
      assertThat(block.all().address() % 64).isZero();
      assertThat(OffHeap.liveBytes()).isEqualTo(before + Math.max(1, bytes));
      byte[] copy = new byte[(int) bytes];
      block.all().copyTo(0, copy, 0, copy.length);
      assertThat(copy).containsOnly(new byte[bytes == 0 ? 0 : 1]);
    }
    assertThat(OffHeap.liveBytes()).isEqualTo(before);
  }

  @Test
  void closingTwiceFreesOnce() {
    long before = OffHeap.liveBytes();
    OffHeap block = OffHeap.allocate(100);
    block.close();
    block.close();
    assertThat(OffHeap.liveBytes()).isEqualTo(before);
  }

  @Test
  void useAfterCloseThrows() {
    OffHeap block = OffHeap.allocate(64);
    Slice all = block.all();
    Slice part = all.slice(8, 16);
    block.close();
    assertClosed(block::all);
    assertClosed(() -> block.slice(0, 1));
    assertClosed(all::address);
    assertClosed(() -> all.slice(0, 1));
    assertClosed(() -> part.byteAt(0));
    assertClosed(() -> part.intAt(0));
    assertClosed(() -> part.floatAt(0));
    assertClosed(() -> part.putByte(0, (byte) 1));
    assertClosed(() -> part.putInt(0, 1));
    assertClosed(() -> part.putFloat(0, 1));
    assertClosed(() -> part.copyFrom(new byte[1], 0, 0, 1));
    assertClosed(() -> part.copyFrom(new float[1], 0, 0, 1));
    assertClosed(() -> part.copyTo(0, new byte[1], 0, 1));
    assertClosed(() -> part.copyTo(0, new float[1], 0, 1));
  }

  @Test
  void aMappedFileHasItsBytes(@TempDir Path directory) throws IOException {
    assumeTrue(NativeLibrary.isAvailable());
    byte[] bytes = new byte[10_000];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("f"), bytes);
    long before = OffHeap.liveBytes();
    try (OffHeap block = OffHeap.map(file, 4160, 5000)) {
      byte[] found = new byte[5000];
      block.all().copyTo(0, found, 0, found.length);
      assertThat(found).isEqualTo(Arrays.copyOfRange(bytes, 4160, 9160));
      assertThat(OffHeap.liveBytes()).isEqualTo(before + 5000);
    }
    assertThat(OffHeap.liveBytes()).isEqualTo(before);
    assertThatThrownBy(() -> OffHeap.map(file, 0, 10_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10001 bytes at 0 of " + file);
  }

  @Test
  void hugeAndNegativeSizesAreRefused() {
    assertThatThrownBy(() -> OffHeap.allocate(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes is -1, expected 0 or more");
    long before = OffHeap.liveBytes();
    assertThatThrownBy(() -> OffHeap.allocate(1L << 60))
        .isInstanceOf(OffHeapExhaustedException.class)
        .hasNoCause()
        .hasMessageContaining("cannot allocate " + (1L << 60) + " bytes off heap");
    assertThatThrownBy(() -> OffHeap.allocate(Long.MAX_VALUE))
        .isInstanceOf(OffHeapExhaustedException.class)
        .hasNoCause();
    assertThat(OffHeap.liveBytes()).isEqualTo(before);
  }

  @Test
  void everyAccessorReadsWhatItWrote() {
    withSlice(
        64,
        slice -> {
          slice.putByte(1, (byte) -7);
          slice.putInt(1, 123_456_789);
          slice.putFloat(2, -0.5f);
          assertThat(slice.byteAt(1)).isEqualTo((byte) -7);
          assertThat(slice.intAt(1)).isEqualTo(123_456_789);
          assertThat(slice.floatAt(2)).isEqualTo(-0.5f);
          assertThat(slice.slice(4, 8).intAt(0)).isEqualTo(123_456_789);
          assertThat(slice.slice(8, 8).slice(0, 4).floatAt(0)).isEqualTo(-0.5f);
        });
  }

  @Test
  void arraysCopyInAndOut() {
    withSlice(
        64,
        slice -> {
          slice.copyFrom(new byte[] {1, 2, 3, 4}, 1, 5, 3);
          byte[] bytes = new byte[5];
          slice.copyTo(5, bytes, 1, 3);
          assertThat(bytes).containsExactly(0, 2, 3, 4, 0);
          slice.copyFrom(new float[] {1, 2, 3}, 1, 4, 2);
          float[] floats = new float[3];
          slice.copyTo(4, floats, 1, 2);
          assertThat(floats).containsExactly(0, 2, 3);
        });
  }

  @Test
  void accessOutsideASliceThrows() {
    withSlice(
        64,
        whole -> {
          Slice slice = whole.slice(8, 10);
          assertOutside(
              () -> slice.byteAt(10), "index 10 out of 0…9 in Slice[10 bytes at 8 of 64]");
          assertOutside(() -> slice.byteAt(-1), "index -1");
          assertOutside(() -> slice.intAt(2), "index 2 out of 0…1");
          assertOutside(() -> slice.floatAt(Long.MAX_VALUE), "out of 0…1");
          assertOutside(() -> slice.putByte(10, (byte) 0), "index 10");
          assertOutside(() -> slice.putInt(-1, 0), "index -1");
          assertOutside(() -> slice.putFloat(2, 0), "index 2");
          assertOutside(() -> slice.slice(4, 7), "slice: 7 from 4, expected inside 0…10");
          assertOutside(() -> slice.slice(-1, 2), "2 from -1");
          assertOutside(() -> slice.slice(2, Long.MAX_VALUE), "from 2");
          assertOutside(() -> slice.copyFrom(new byte[4], 0, 8, 3), "target bytes: 3 from 8");
          assertOutside(() -> slice.copyFrom(new byte[4], 2, 0, 3), "source: 3 from 2");
          assertOutside(() -> slice.copyTo(8, new byte[4], 0, 3), "source bytes: 3 from 8");
          assertOutside(() -> slice.copyTo(0, new byte[4], 2, 3), "target: 3 from 2");
          assertOutside(() -> slice.copyFrom(new float[4], 0, 1, 2), "target floats: 2 from 1");
          assertOutside(() -> slice.copyTo(1, new float[4], 0, 2), "source floats: 2 from 1");
        });
  }

  private static void withSlice(long bytes, Consumer<Slice> body) {
    try (OffHeap block = OffHeap.allocate(bytes)) {
      body.accept(block.all());
    }
  }

  private static void assertClosed(Runnable access) {
    assertThatThrownBy(access::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("off-heap block of 64 bytes is closed");
  }

  private static void assertOutside(Runnable access, String message) {
    assertThatThrownBy(access::run)
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining(message);
  }
}
