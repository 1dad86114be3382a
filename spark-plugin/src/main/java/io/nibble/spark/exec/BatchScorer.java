package io.nibble.spark.exec;

import io.nibble.kernel.Slice;
import io.nibble.model.ModelBatch;
import io.nibble.spark.broadcast.ModelLease;
import io.nibble.spark.broadcast.ModelReference;
import io.nibble.spark.conf.ScoringSettings;
import java.util.Optional;

/**
 * Scores rows in batches: {@link #add} up to the capacity, {@link #run}, read the {@link #scores},
 * {@link #clear}. NULL features and bad rows take no place in the kernels' batch. Not thread-safe;
 * owns native memory and a lease of the model until closed.
 */
public final class BatchScorer implements AutoCloseable {
  private static final int NO_SLOT = -1;

  private final ModelLease lease;
  private final ModelBatch batch;
  private final FeatureReader reader;
  private final ScoringMetrics metrics;
  private final BadRows badRows;
  private final String expected;
  private final int inputWidth;
  private final float[] scores;
  private final int[] slots;
  private int rows;
  private int filled;
  private long rowsBefore;

  private BatchScorer(
      ModelLease lease,
      ModelBatch batch,
      FeatureReader reader,
      BadRows badRows,
      ScoringMetrics metrics) {
    this.lease = lease;
    this.batch = batch;
    this.reader = reader;
    this.badRows = badRows;
    this.metrics = metrics;
    this.inputWidth = lease.model().header().inputWidth();
    this.expected = inputWidth + " numbers, each finite in float32";
    this.scores = new float[lease.model().header().outputWidth()];
    this.slots = new int[batch.capacity()];
  }

  /** Leases the model and allocates a batch of up to {@code capacity} rows. */
  public static BatchScorer open(
      ModelReference model,
      ScoringSettings settings,
      FeatureFormat format,
      int capacity,
      ScoringMetrics metrics) {
    ModelLease lease = model.lease(settings);
    try {
      FeatureReader reader = format.reader(lease.model().header().inputWidth());
      BadRows badRows = new BadRows(model.path(), settings.badRows(), metrics);
      return new BatchScorer(lease, lease.model().batch(capacity), reader, badRows, metrics);
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /** Adds the next row; {@code features} may be null. */
  public void add(Object features) {
    if (rows == slots.length) {
      throw new IllegalStateException("the batch is full: " + rows + " rows");
    }
    slots[rows] = features == null ? NO_SLOT : fill(features);
    rows++;
  }

  private int fill(Object features) {
    Optional<String> defect = reader.read(features, batch.input(), filled);
    if (defect.isPresent()) {
      badRows.reject(rowsBefore + rows, expected, defect.get());
      return NO_SLOT;
    }
    return filled++;
  }

  /** Scores the rows added since the last {@link #clear}. */
  public void run() {
    long before = batch.kernelNanos();
    if (filled > 0) {
      batch.run(filled);
    }
    metrics.batch(filled, batch.kernelNanos() - before);
    for (int row = 0; row < rows; row++) {
      if (slots[row] != NO_SLOT && !isGood(row, slots[row])) {
        slots[row] = NO_SLOT;
      }
    }
  }

  private boolean isGood(int row, int slot) {
    if (!batch.inputFinite(slot)) {
      String found = firstNotFinite("element", batch.input(), slot, inputWidth);
      badRows.reject(rowsBefore + row, expected, found);
      return false;
    }
    if (!batch.outputFinite(slot)) {
      String found = firstNotFinite("score", batch.output(), slot, scores.length);
      badRows.reject(rowsBefore + row, "finite scores", found);
      return false;
    }
    return true;
  }

  private static String firstNotFinite(String what, Slice values, int slot, int width) {
    for (int i = 0; i < width; i++) {
      float value = values.floatAt((long) slot * width + i);
      if (!Float.isFinite(value)) {
        return what + " " + i + " = " + value;
      }
    }
    throw new IllegalStateException("row " + slot + " of the batch is finite after all");
  }

  /** The scores of a row, in an array that the next call overwrites; null for a NULL score. */
  public float[] scores(int row) {
    if (slots[row] == NO_SLOT) {
      return null;
    }
    batch.output().copyTo((long) slots[row] * scores.length, scores, 0, scores.length);
    return scores;
  }

  /** Makes room for the next batch. */
  public void clear() {
    rowsBefore += rows;
    rows = 0;
    filled = 0;
  }

  @Override
  public void close() {
    batch.close();
    lease.close();
  }
}
