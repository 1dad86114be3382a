package io.nibble.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to reach memory that this Java has. */
class TestRawMemory {
  static Stream<MemoryAccess> ways() {
    Stream<MemoryAccess> unsafe = Stream.of(new UnsafeMemory());
    boolean foreign = Runtime.version().feature() >= 22;
    return foreign ? Stream.concat(unsafe, Stream.of(new ForeignMemory())) : unsafe;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void elementsLieWhereABufferHasThem(MemoryAccess memory) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100).order(ByteOrder.nativeOrder());
    long base = memory.addressOf(buffer);
    memory.putByte(base, (byte) -7);
    memory.putShort(base + 1, (short) -300);
    memory.putInt(base + 3, 1 << 30);
    memory.putLong(base + 7, Long.MIN_VALUE + 1);
    memory.putFloat(base + 15, -0.5f);
    assertThat(buffer.get(0)).isEqualTo(memory.byteAt(base)).isEqualTo((byte) -7);
    assertThat(buffer.getShort(1)).isEqualTo(memory.shortAt(base + 1)).isEqualTo((short) -300);
    assertThat(buffer.getInt(3)).isEqualTo(memory.intAt(base + 3)).isEqualTo(1 << 30);
    assertThat(buffer.getLong(7)).isEqualTo(memory.longAt(base + 7)).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(buffer.getFloat(15)).isEqualTo(memory.floatAt(base + 15)).isEqualTo(-0.5f);
    memory.fill(base + 20, 3, (byte) 9);
    assertThat(new byte[] {buffer.get(19), buffer.get(20), buffer.get(22), buffer.get(23)})
        .containsExactly(0, 9, 9, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void arraysAreCopiedInPart(MemoryAccess memory) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100).order(ByteOrder.nativeOrder());
    long base = memory.addressOf(buffer) + 1;
    memory.copy(new byte[] {1, 2, 3, 4}, 1, base, 2);
    byte[] bytes = new byte[4];
    memory.copy(base, bytes, 2, 2);
    assertThat(bytes).containsExactly(0, 0, 2, 3);
    memory.copy(new float[] {1, 2, 3, 4}, 2, base, 2);
    float[] floats = new float[3];
    memory.copy(base, floats, 1, 2);
    assertThat(floats).containsExactly(0, 3, 4);
    int[] ints = new int[3];
    memory.copy(base, ints, 1, 2);
    assertThat(ints).containsExactly(0, Float.floatToIntBits(3), Float.floatToIntBits(4));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void blocksAreAlignedAndZeroed(MemoryAccess memory) {
    for (long bytes : new long[] {1, 63, 64, 100_000}) {
      MemoryBlock block = memory.allocate(bytes);
      assertThat(block.address() % OffHeap.ALIGNMENT).isZero();
      assertThat(memory.byteAt(block.address() + bytes - 1)).isZero();
      memory.fill(block.address(), bytes, (byte) 1);
      block.free();
    }
  }
}
