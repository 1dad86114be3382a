package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.kernel.bindings.nibble_matrix;
import io.nibble.kernel.bindings.nibble_qb4w_layout;
import io.nibble.kernel.bindings.nibble_qb4w_weights;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Java writes by offsets, C++ reads by name. */
class TestStructType {
  @BeforeAll
  static void load() {
    NativeLibrary.ensureAvailable();
  }

  @Test
  void everyMemberArrives() {
    StructType type =
        StructType.of(
            nibble_qb4w_layout.class,
            "panels",
            "padded_k",
            "groups",
            "group_length",
            "nibble_bytes",
            "scale_count",
            "column_count");
    long address = type.write(CallFrame.begin(), 1, -2, 1L << 40, Long.MIN_VALUE, 5, 6, 7);
    nibble_qb4w_layout layout = new nibble_qb4w_layout(pointer(address));
    assertThat(
            new long[] {
              layout.panels(),
              layout.padded_k(),
              layout.groups(),
              layout.group_length(),
              layout.nibble_bytes(),
              layout.scale_count(),
              layout.column_count()
            })
        .containsExactly(1, -2, 1L << 40, Long.MIN_VALUE, 5, 6, 7);
  }

  @Test
  void aShortMemberLeavesItsNeighboursAlone() {
    StructType type =
        StructType.of(nibble_matrix.class, "data", "rows", "columns", "stride", "type");
    CallFrame frame = CallFrame.begin();
    long first = type.write(frame, 11, 12, 13, 14, -1);
    long second = type.write(frame, 21, 22, 23, 24, 2);
    assertMatrix(first, 11, 12, 13, 14, -1);
    assertMatrix(second, 21, 22, 23, 24, 2);
  }

  private static void assertMatrix(
      long address, long data, long rows, long columns, long stride, int type) {
    nibble_matrix matrix = new nibble_matrix(pointer(address));
    assertThat(matrix.data()).isEqualTo(data);
    assertThat(matrix.rows()).isEqualTo(rows);
    assertThat(matrix.columns()).isEqualTo(columns);
    assertThat(matrix.stride()).isEqualTo(stride);
    assertThat(matrix.type()).isEqualTo(type);
  }

  @Test
  void membersAreNamedInTheirOrder() {
    assertThatThrownBy(() -> StructType.of(nibble_qb4w_weights.class, "n", "group_size", "k"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nibble_qb4w_weights.k is at byte 8, expected 17 or more");
  }

  private static Pointer pointer(long to) {
    return new Pointer() {
      {
        address = to;
      }
    };
  }
}
