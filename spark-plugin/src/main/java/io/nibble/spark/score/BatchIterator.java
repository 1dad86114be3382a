package io.nibble.spark.score;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Rows in, rows out, scored in batches in between; pulls no row before one is asked for. It holds
 * native memory only while it fills and scores a batch, which may happen in a thread that the task
 * does not wait for: once the task has ended, there are no more rows.
 */
public final class BatchIterator<I, O> implements Iterator<O> {
  private final Iterator<I> rows;
  private final RowBridge<I, O> bridge;
  private final List<BatchScorer> scorers;
  private final int batchRows;
  private final TaskSession session;
  private final PackTimer timer;
  private int ready;
  private int next;
  private boolean failed;

  public BatchIterator(
      Iterator<I> rows,
      RowBridge<I, O> bridge,
      List<BatchScorer> scorers,
      int batchRows,
      ScoringMetrics metrics,
      TaskSession session) {
    this.rows = rows;
    this.bridge = bridge;
    this.scorers = List.copyOf(scorers);
    this.batchRows = batchRows;
    this.session = session;
    this.timer = new PackTimer(metrics);
  }

  @Override
  public boolean hasNext() {
    return next < ready || fill();
  }

  @Override
  public O next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no row is left");
    }
    return bridge.row(next++);
  }

  private boolean fill() {
    if (failed) {
      throw new IllegalStateException("a batch could not be scored, and its rows are lost");
    }
    next = 0;
    ready = 0;
    failed = true;
    boolean last = true;
    try {
      if (hasInput()) {
        scorers.forEach(BatchScorer::begin);
        int gathered = gather();
        last = gathered < batchRows;
        ready = score() ? gathered : 0;
      }
      failed = false;
    } finally {
      scorers.forEach(last ? BatchScorer::finish : BatchScorer::end);
    }
    return ready > 0;
  }

  private boolean hasInput() {
    return !session.isOver() && rows.hasNext();
  }

  private int gather() {
    int gathered = 0;
    do {
      add(gathered++, rows.next());
    } while (gathered < batchRows && hasInput());
    timer.flush();
    return gathered;
  }

  private void add(int index, I row) {
    timer.start();
    bridge.keep(index, row);
    for (int i = 0; i < scorers.size(); i++) {
      scorers.get(i).add(bridge.features(row, i));
    }
    timer.stop();
  }

  private boolean score() {
    for (int i = 0; i < scorers.size(); i++) {
      int scorer = i;
      if (!scorers.get(i).run((row, output, at) -> bridge.scores(row, scorer, output, at))) {
        return false;
      }
    }
    return true;
  }
}
