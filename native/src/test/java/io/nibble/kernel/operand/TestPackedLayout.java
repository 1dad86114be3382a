package io.nibble.kernel.operand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.memory.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestPackedLayout {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 32, 1, 32, 1, 32, 512, 32, 32",
    "33, 65, 32, 2, 96, 3, 32, 3072, 192, 64",
    "32, 65, 64, 1, 128, 2, 64, 2048, 64, 32",
    "384, 1000, 128, 12, 1024, 8, 128, 196608, 3072, 384",
    "10, 1000, 0, 1, 1024, 1, 1024, 16384, 32, 32",
    "16777216, 1048576, 32, 524288, 1048576, 32768, 32, 8796093022208, 549755813888, 16777216"
  })
  void sizes(
      int n,
      int k,
      int groupSize,
      int panels,
      int paddedK,
      int groups,
      int groupLength,
      long nibbleBytes,
      long scaleCount,
      int columnCount) {
    PackedLayout layout = new PackedLayout(n, k, groupSize);
    assertThat(layout.panels()).isEqualTo(panels);
    assertThat(layout.paddedK()).isEqualTo(paddedK);
    assertThat(layout.groups()).isEqualTo(groups);
    assertThat(layout.groupLength()).isEqualTo(groupLength);
    assertThat(layout.nibbleBytes()).isEqualTo(nibbleBytes);
    assertThat(layout.int8Bytes()).isEqualTo(2 * nibbleBytes);
    assertThat(layout.scaleCount()).isEqualTo(scaleCount);
    assertThat(layout.columnCount()).isEqualTo(columnCount);
  }

  @Test
  void bfloat16ScalesTakeHalfTheBytes() {
    PackedLayout layout = new PackedLayout(33, 65, 32);
    assertThat(layout.scaleType()).isEqualTo(ElementType.FLOAT32);
    assertThat(layout.scaleBytes()).isEqualTo(4 * 192);
    assertThat(new PackedLayout(33, 65, 32, ElementType.BFLOAT16).scaleBytes()).isEqualTo(2 * 192);
    assertThatThrownBy(() -> new PackedLayout(33, 65, 32, ElementType.FLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scale type is FLOAT16, expected FLOAT32 or BFLOAT16");
  }

  @Test
  void impossibleShapesAreRefused() {
    assertRefused(0, 1, 32, "n is 0, expected 1…16777216");
    assertRefused((1 << 24) + 1, 1, 32, "n is 16777217");
    assertRefused(1, -5, 32, "k is -5, expected 1…1048576");
    assertRefused(1, (1 << 20) + 1, 0, "k is 1048577");
    assertRefused(1, 1, 16, "group size is 16, expected 32, 64, 128 or 0 (per channel)");
  }

  private static void assertRefused(int n, int k, int groupSize, String message) {
    assertThatThrownBy(() -> new PackedLayout(n, k, groupSize))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
