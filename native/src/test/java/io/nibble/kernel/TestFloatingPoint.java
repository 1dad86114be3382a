package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nibble.kernel.operand.Activation;
import io.nibble.memory.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A thread in which somebody has loaded a library that flushes subnormal numbers to zero. */
class TestFloatingPoint {
  private static final Path LIBRARY =
      Path.of("target/cmake/test/libnibble_flush_to_zero.so").toAbsolutePath();

  private static final int COUNT = 1000;

  @Test
  void subnormalResultsSurviveInAThreadThatFlushesThem() throws Exception {
    assumeTrue(Files.exists(LIBRARY), "the native tests were not built");
    byte[] expected = activate();
    FutureTask<byte[]> flushed = new FutureTask<>(TestFloatingPoint::activateFlushing);
    new Thread(flushed).start();
    assertThat(flushed.get()).isEqualTo(expected);
  }

  private static byte[] activateFlushing() {
    System.load(LIBRARY.toString());
    assumeTrue(half(Float.MIN_NORMAL) == 0, "this Java undoes what a library does when it loads");
    byte[] result = activate();
    assertThat(half(Float.MIN_NORMAL)).as("the thread keeps its ways").isZero();
    return result;
  }

  private static float half(float x) {
    return Float.intBitsToFloat(Float.floatToIntBits(x)) * 0.5f;
  }

  private static byte[] activate() {
    float[] x = new float[COUNT];
    Random random = new Random(1);
    for (int i = 0; i < COUNT; i++) {
      x[i] = Float.intBitsToFloat(random.nextInt(1 << 25) | (i % 2 << 31));
    }
    try (Arena arena = new Arena()) {
      Slice slice = arena.of(x);
      Kernels.best().activate(Activation.GELU_ERF, slice, COUNT);
      return Arena.read(slice);
    }
  }
}
