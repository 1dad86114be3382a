package io.nibble.bench.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * What a careful user writes in mapPartitions: identifiers and features gathered into batches of
 * one size, one call of the model for each.
 *
 * @param <I> rows as Spark hands them over
 */
record ScoredPartition<I>(
    BatchModel.Factory factory, int batchRows, Column<I, Long> id, Column<I, float[]> features)
    implements MapPartitionsFunction<I, Tuple2<Long, float[]>> {
  /** A column of a row. */
  interface Column<I, V> extends Function<I, V>, Serializable {}

  @Override
  public Iterator<Tuple2<Long, float[]>> call(Iterator<I> rows) {
    BatchModel model = factory.open(batchRows);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> model.close());
    return new Scores(rows, model);
  }

  private final class Scores implements Iterator<Tuple2<Long, float[]>> {
    private final Iterator<I> rows;
    private final BatchModel model;
    private final Long[] ids = new Long[batchRows];
    private int filled;
    private int next;

    Scores(Iterator<I> rows, BatchModel model) {
      this.rows = rows;
      this.model = model;
    }

    @Override
    public boolean hasNext() {
      return next < filled || rows.hasNext();
    }

    @Override
    public Tuple2<Long, float[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no row is left");
      }
      if (next == filled) {
        fill();
      }
      return new Tuple2<>(ids[next], model.scores(next++));
    }

    private void fill() {
      next = 0;
      for (filled = 0; filled < batchRows && rows.hasNext(); filled++) {
        I row = rows.next();
        ids[filled] = id.apply(row);
        model.put(filled, features.apply(row));
      }
      model.run(filled);
    }
  }
}
