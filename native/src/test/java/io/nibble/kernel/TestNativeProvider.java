package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.kernel.bindings.Nibble;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.KernelProvider;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.kernel.operand.Pooling;
import io.nibble.kernel.operand.TableType;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.memory.OffHeapExhaustedException;
import io.nibble.memory.RawMemory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** That Java and C mean the same by the same number, and how C's failures arrive. */
class TestNativeProvider {
  private final KernelProvider provider = NativeProvider.available().get(0);

  @Test
  void enumsHaveTheNumbersOfTheHeader() throws ReflectiveOperationException {
    for (ElementType type : ElementType.values()) {
      assertThat(constant("NIBBLE_" + type)).isEqualTo(type.ordinal());
    }
    for (Activation activation : Activation.values()) {
      assertThat(constant("NIBBLE_" + activation)).isEqualTo(activation.ordinal());
    }
    for (ActivationQuantization mode : ActivationQuantization.values()) {
      assertThat(constant("NIBBLE_ACT_" + mode)).isEqualTo(mode.ordinal());
    }
    for (TableType type : TableType.values()) {
      assertThat(constant("NIBBLE_" + type)).isEqualTo(type.number());
    }
    for (BagMode mode : BagMode.values()) {
      assertThat(constant("NIBBLE_BAG_" + mode)).isEqualTo(mode.ordinal());
    }
    for (Pooling mode : Pooling.values()) {
      assertThat(constant("NIBBLE_POOL_" + mode)).isEqualTo(mode.ordinal());
    }
    assertThat(EncoderArguments.MOST_LOOKUPS).isEqualTo(Nibble.NIBBLE_MAX_LOOKUPS);
    assertThat(PackedLayout.MAX_N).isEqualTo(Nibble.NIBBLE_MAX_N);
    assertThat(PackedLayout.MAX_K).isEqualTo(Nibble.NIBBLE_MAX_K);
  }

  private static int constant(String name) throws ReflectiveOperationException {
    return Nibble.class.getField(name).getInt(null);
  }

  @Test
  void layoutsHaveTheSameSizes() {
    int[] sizes = {1, 31, 32, 33, 64, 100, 384, 1000, 4096, 1 << 20};
    for (int n : sizes) {
      for (int k : sizes) {
        for (int groupSize : new int[] {0, 32, 64, 128}) {
          PackedLayout layout = new PackedLayout(n, k, groupSize);
          assertThat(sizesInC(n, k, groupSize))
              .as("%s", layout)
              .containsExactly(
                  layout.panels(),
                  layout.paddedK(),
                  layout.groups(),
                  layout.groupLength(),
                  layout.nibbleBytes(),
                  layout.scaleCount(),
                  layout.columnCount());
        }
      }
    }
  }

  private static long[] sizesInC(int n, int k, int groupSize) {
    long[] sizes = new long[7];
    long address = CallFrame.begin().take(Long.BYTES * sizes.length);
    assertThat(Nibble.nibble_qb4w_layout_of(n, k, groupSize, address)).isZero();
    Arrays.setAll(sizes, i -> RawMemory.longAt(address + (long) Long.BYTES * i));
    return sizes;
  }

  @Test
  void invalidArgumentsKeepTheMessageOfTheLibrary() {
    assertThatThrownBy(() -> provider.workspaceBytes(1, 0, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nibble_qd8_workspace_bytes: k is 0, expected 1 to 1048576");
    assertThatThrownBy(() -> provider.activate(Activation.RELU, 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is null");
  }

  @Test
  void memoryThatIsNotThereIsAnException() {
    assertThatThrownBy(() -> NativeProvider.allocate(1L << 60))
        .isInstanceOf(OffHeapExhaustedException.class)
        .hasMessageContaining(Long.toString(1L << 60));
  }

  @Test
  void blocksOfOffHeapAreCountedByTheLibrary() {
    long before = NativeProvider.allocatedBytes();
    try (OffHeap block = OffHeap.allocate(12345)) {
      assertThat(NativeProvider.allocatedBytes()).isEqualTo(before + block.size());
    }
    assertThat(NativeProvider.allocatedBytes()).isEqualTo(before);
  }
}
