package io.nibble.spark.catalyst;

import io.nibble.spark.exec.BatchIterator;
import io.nibble.spark.exec.BatchScorer;
import io.nibble.spark.exec.ScoringCounts;
import io.nibble.spark.exec.ScoringMetrics;
import io.nibble.spark.exec.TaskScope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.Seq;

/** What {@link NibblePredictExec} does with each partition. Travels to tasks. */
final class PredictTask implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<NibblePredict> calls;
  private final ArrayList<Expression> kept;
  private final int batchRows;
  private final ScoringMetrics metrics;

  private PredictTask(
      ArrayList<NibblePredict> calls,
      ArrayList<Expression> kept,
      int batchRows,
      ScoringMetrics metrics) {
    this.calls = calls;
    this.kept = kept;
    this.batchRows = batchRows;
    this.metrics = metrics;
  }

  static PredictTask create(
      List<NibblePredict> calls,
      List<Attribute> kept,
      Seq<Attribute> input,
      int batchRows,
      ScoringMetrics metrics) {
    ArrayList<NibblePredict> boundCalls = new ArrayList<>();
    calls.forEach(call -> boundCalls.add(call.withChild(bind(call.features(), input))));
    ArrayList<Expression> boundColumns = new ArrayList<>();
    kept.forEach(column -> boundColumns.add(bind(column, input)));
    return new PredictTask(boundCalls, boundColumns, batchRows, metrics);
  }

  static Expression bind(Expression expression, Seq<Attribute> input) {
    List<Attribute> columns = ScalaCollections.list(input);
    return Trees.mapUp(expression, e -> e instanceof Attribute a ? bound(a, columns) : e);
  }

  private static Expression bound(Attribute attribute, List<Attribute> columns) {
    for (int i = 0; i < columns.size(); i++) {
      Attribute column = columns.get(i);
      if (column.exprId().equals(attribute.exprId())) {
        return new BoundReference(i, column.dataType(), column.nullable());
      }
    }
    throw new IllegalStateException(attribute + " is not among the columns " + columns);
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    ScoringMetrics counted = metrics.and(ScoringCounts.BATCHED);
    List<BatchScorer> scorers = new ArrayList<>();
    for (NibblePredict call : calls) {
      BatchScorer scorer =
          BatchScorer.open(call.model(), call.settings(), call.featureType(), batchRows, counted);
      TaskScope.atEnd(scorer::close);
      scorers.add(scorer);
    }
    List<Expression> features = calls.stream().map(NibblePredict::features).toList();
    return new BatchIterator<>(
        rows, new UnsafeRowBridge(kept, features), scorers, batchRows, counted);
  }
}
