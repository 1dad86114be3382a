package io.nibble.spark.catalyst.execute;

import io.nibble.memory.Slice;
import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.scala.ScalaCollections;
import io.nibble.spark.score.RowBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Spark's rows: the columns that are passed on, and the scores. A row is projected with NULL in
 * place of each call's scores, and copied once, into bytes that have room for them at the end; the
 * kernels' output is copied there.
 */
final class UnsafeRowBridge implements RowBridge<InternalRow, InternalRow> {
  private final Expression[] features;
  private final int[] widths;
  private final UnsafeProjection keep;
  private final int columns;
  private final int room;
  private final UnsafeRow[] rows;

  /**
   * Expressions are bound to the input rows.
   *
   * @param widths how many scores each call has
   */
  UnsafeRowBridge(List<Expression> kept, List<Expression> features, int[] widths, int batchRows) {
    this.features = features.toArray(Expression[]::new);
    this.widths = widths;
    List<Expression> output = new ArrayList<>(kept);
    features.forEach(call -> output.add(Literal.create(null, NibblePredict.RESULT)));
    this.keep = UnsafeProjection.create(ScalaCollections.<Expression>seq(output));
    this.columns = kept.size();
    this.room = Math.toIntExact(Arrays.stream(widths).mapToLong(UnsafeRowBridge::arrayBytes).sum());
    this.rows = new UnsafeRow[batchRows];
    Arrays.setAll(rows, i -> new UnsafeRow(output.size()));
  }

  private static int header(int width) {
    return UnsafeArrayData.calculateHeaderPortionInBytes(width);
  }

  /** Spark's arrays end at whole words. */
  private static long arrayBytes(int width) {
    long values = (long) width * Float.BYTES;
    return header(width) + (values + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  @Override
  public void keep(int index, InternalRow row) {
    UnsafeRow kept = keep.apply(row);
    int size = kept.getSizeInBytes();
    byte[] bytes = new byte[Math.addExact(size, room)];
    kept.writeToMemory(bytes, Platform.BYTE_ARRAY_OFFSET);
    rows[index].pointTo(bytes, size);
  }

  @Override
  public Object features(InternalRow row, int scorer) {
    return features[scorer].eval(row);
  }

  @Override
  public void scores(int index, int scorer, Slice output, long first) {
    UnsafeRow row = rows[index];
    byte[] bytes = (byte[]) row.getBaseObject();
    int start = row.getSizeInBytes();
    int width = widths[scorer];
    Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + start, width);
    output.copyTo(
        first * Float.BYTES, bytes, start + header(width), Math.multiplyExact(width, Float.BYTES));
    long size = arrayBytes(width);
    row.pointTo(bytes, Math.toIntExact(start + size));
    row.setLong(columns + scorer, (long) start << Integer.SIZE | size);
  }

  @Override
  public InternalRow row(int index) {
    return rows[index];
  }
}
