package io.nibble.spark.catalyst.execute;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import io.nibble.spark.score.BatchIterator;
import io.nibble.spark.score.BatchScorer;
import io.nibble.spark.score.ScoringCounts;
import io.nibble.spark.score.ScoringMetrics;
import io.nibble.spark.score.TaskSession;
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
public final class PredictTask implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<NibblePredict> calls;
  private final ArrayList<Expression> kept;
  private final int[] widths;
  private final int batchRows;
  private final ScoringMetrics metrics;

  private PredictTask(
      ArrayList<NibblePredict> calls,
      ArrayList<Expression> kept,
      int[] widths,
      int batchRows,
      ScoringMetrics metrics) {
    this.calls = calls;
    this.kept = kept;
    this.widths = widths;
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
    int[] widths = calls.stream().mapToInt(call -> call.model().header().outputWidth()).toArray();
    return new PredictTask(boundCalls, boundColumns, widths, batchRows, metrics);
  }

  public static Expression bind(Expression expression, Seq<Attribute> input) {
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
    TaskSession session = TaskSession.current();
    List<BatchScorer> scorers = new ArrayList<>();
    for (NibblePredict call : calls) {
      scorers.add(
          new BatchScorer(
              session, call.model(), call.settings(), call.format(), batchRows, counted));
    }
    List<Expression> features = calls.stream().map(NibblePredict::features).toList();
    UnsafeRowBridge bridge = new UnsafeRowBridge(kept, features, widths, batchRows);
    ScanPositions positions = new ScanPositions();
    return positions.out(
        new BatchIterator<>(positions.in(rows), bridge, scorers, batchRows, counted, session));
  }
}
