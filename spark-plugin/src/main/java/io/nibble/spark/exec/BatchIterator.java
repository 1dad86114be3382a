package io.nibble.spark.exec;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Rows in, rows out, scored in batches in between; pulls no row before one is asked for. */
public final class BatchIterator<I, K, O> implements Iterator<O> {
  private final Iterator<I> rows;
  private final RowBridge<I, K, O> bridge;
  private final List<BatchScorer> scorers;
  private final int batchRows;
  private final PackTimer timer;
  private final List<K> kept;
  private int next;

  public BatchIterator(
      Iterator<I> rows,
      RowBridge<I, K, O> bridge,
      List<BatchScorer> scorers,
      int batchRows,
      ScoringMetrics metrics) {
    this.rows = rows;
    this.bridge = bridge;
    this.scorers = List.copyOf(scorers);
    this.batchRows = batchRows;
    this.timer = new PackTimer(metrics);
    this.kept = new ArrayList<>(batchRows);
  }

  @Override
  public boolean hasNext() {
    return next < kept.size() || fill();
  }

  @Override
  public O next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no row is left");
    }
    O row = bridge.join(kept.get(next), scorers, next);
    next++;
    return row;
  }

  private boolean fill() {
    next = 0;
    kept.clear();
    scorers.forEach(BatchScorer::clear);
    while (kept.size() < batchRows && rows.hasNext()) {
      add(rows.next());
    }
    if (kept.isEmpty()) {
      return false;
    }
    timer.flush();
    scorers.forEach(BatchScorer::run);
    return true;
  }

  private void add(I row) {
    timer.start();
    kept.add(bridge.keep(row));
    for (int i = 0; i < scorers.size(); i++) {
      scorers.get(i).add(bridge.features(row, i));
    }
    timer.stop();
  }
}
