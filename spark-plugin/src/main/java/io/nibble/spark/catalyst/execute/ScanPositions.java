package io.nibble.spark.catalyst.execute;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Lets a thread that gathers rows into batches see the {@link ScanPosition} of each row when it
 * hands that row on, not that of the last row of the batch: what the scan writes while it is read
 * ahead is taken back, and written again with the row that it was written for.
 */
final class ScanPositions {
  private record Change(long row, ScanPosition position) {}

  private final Deque<Change> changes = new ArrayDeque<>();
  private ScanPosition before;
  private ScanPosition last;
  private long rowsIn;
  private long rowsOut;
  private boolean isReading;

  /** What the batches are filled from. */
  Iterator<InternalRow> in(Iterator<InternalRow> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        read();
        return rows.hasNext() || end();
      }

      @Override
      public InternalRow next() {
        read();
        InternalRow row = rows.next();
        noteChange();
        rowsIn++;
        return row;
      }
    };
  }

  /** What the batches give: one row for each that went in, in the same order. */
  Iterator<InternalRow> out(Iterator<InternalRow> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean isMore = rows.hasNext();
        stopReading();
        if (!isMore) {
          show();
        }
        return isMore;
      }

      @Override
      public InternalRow next() {
        InternalRow row = rows.next();
        stopReading();
        show();
        rowsOut++;
        return row;
      }
    };
  }

  private boolean end() {
    noteChange();
    return false;
  }

  private void read() {
    if (isReading) {
      return;
    }
    isReading = true;
    before = ScanPosition.current();
    if (!changes.isEmpty()) {
      changes.getLast().position().set();
    }
    last = ScanPosition.current();
  }

  private void noteChange() {
    if (!last.isCurrent()) {
      last = ScanPosition.current();
      changes.add(new Change(rowsIn, last));
    }
  }

  private void stopReading() {
    if (isReading && !changes.isEmpty()) {
      before.set();
    }
    isReading = false;
  }

  private void show() {
    while (!changes.isEmpty() && changes.getFirst().row() <= rowsOut) {
      changes.removeFirst().position().set();
    }
  }
}
