package io.nibble.spark.catalyst;

import io.nibble.spark.exec.BatchScorer;
import io.nibble.spark.exec.RowBridge;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;

/** Spark's rows: keeps a copy of the columns that are passed on, appends the scores. */
final class UnsafeRowBridge implements RowBridge<InternalRow, UnsafeRow, InternalRow> {
  private final Expression[] features;
  private final UnsafeProjection keep;
  private final UnsafeProjection join;
  private final GenericInternalRow scores;
  private final JoinedRow joined = new JoinedRow();

  /** Expressions bound to the input rows. */
  UnsafeRowBridge(List<Expression> kept, List<Expression> features) {
    this.features = features.toArray(Expression[]::new);
    this.keep = UnsafeProjection.create(ScalaCollections.<Expression>seq(kept));
    this.scores = new GenericInternalRow(features.size());
    this.join = UnsafeProjection.create(outputTypes(kept, features.size()));
  }

  private static DataType[] outputTypes(List<Expression> kept, int calls) {
    return Stream.concat(
            kept.stream().map(Expression::dataType),
            IntStream.range(0, calls).mapToObj(i -> NibblePredict.RESULT))
        .toArray(DataType[]::new);
  }

  @Override
  public UnsafeRow keep(InternalRow row) {
    return keep.apply(row).copy();
  }

  @Override
  public Object features(InternalRow row, int scorer) {
    return features[scorer].eval(row);
  }

  @Override
  public InternalRow join(UnsafeRow kept, List<BatchScorer> scorers, int index) {
    for (int i = 0; i < features.length; i++) {
      float[] values = scorers.get(i).scores(index);
      scores.update(i, values == null ? null : UnsafeArrayData.fromPrimitiveArray(values));
    }
    return join.apply(joined.apply(kept, scores));
  }
}
