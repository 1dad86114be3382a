package io.nibble.spark.catalyst.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestUnsafeRowBridge {
  private static final int ROWS = 64;
  private static final List<Expression> KEPT =
      List.of(
          new BoundReference(0, DataTypes.LongType, false),
          new BoundReference(1, DataTypes.StringType, true));
  private static final List<Expression> CALLS = List.of(KEPT.get(0), KEPT.get(0));
  private static final int[] WIDTHS = {3, 2};

  private final UnsafeRowBridge bridge = new UnsafeRowBridge(KEPT, CALLS, WIDTHS, ROWS);
  private OffHeap scores;

  @BeforeEach
  void computeScores() {
    float[] values = new float[3 * ROWS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 2f;
    }
    scores = OffHeap.allocate((long) Float.BYTES * values.length);
    scores.all().copyFrom(values, 0, 0, values.length);
  }

  @AfterEach
  void free() {
    scores.close();
  }

  @Test
  void aRowHoldsItsColumnsAndTheScoresThatItHas() {
    bridge.keep(0, row(7, "seven"));
    bridge.keep(1, row(8, null));
    bridge.scores(0, 0, scores.all(), 6);
    bridge.scores(0, 1, scores.all(), 2);
    bridge.scores(1, 1, scores.all(), 4);
    InternalRow first = bridge.row(0);
    assertThat(first.getLong(0)).isEqualTo(7);
    assertThat(first.getUTF8String(1)).hasToString("seven");
    assertThat(first.getArray(2).toFloatArray()).containsExactly(3, 3.5f, 4);
    assertThat(first.getArray(3).toFloatArray()).containsExactly(1, 1.5f);
    InternalRow second = bridge.row(1);
    assertThat(second.getLong(0)).isEqualTo(8);
    assertThat(second.isNullAt(1)).isTrue();
    assertThat(second.isNullAt(2)).isTrue();
    assertThat(second.getArray(3).toFloatArray()).containsExactly(2, 2.5f);
  }

  @Test
  void aRowTakesOneAllocation() {
    InternalRow row = row(1, "sixteen letters.");
    Slice all = scores.all();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100 * ROWS; i++) {
        bridge.keep(i % ROWS, row);
        bridge.scores(i % ROWS, 0, all, 0);
        bridge.scores(i % ROWS, 1, all, 0);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    int header = 16;
    int fixed = 8 + 4 * 8;
    int text = 16;
    int arrays = 2 * (8 + 8) + 16 + 8;
    assertThat(least / (100 * ROWS)).isLessThanOrEqualTo(header + fixed + text + arrays);
  }

  private static InternalRow row(long id, String name) {
    return new GenericInternalRow(new Object[] {id, UTF8String.fromString(name)});
  }
}
