package io.nibble.spark.score;

import io.nibble.graph.ModelHeader;
import io.nibble.memory.Slice;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.ModelReference;
import java.util.Optional;

/**
 * Scores rows in batches: {@link #begin}, {@link #add} up to the capacity, {@link #run}, and again,
 * or {@link #end}. NULL features and bad rows take no place in the kernels' batch. Used by one
 * thread at a time; native memory is the task session's, and only between begin and end.
 */
public final class BatchScorer {
  private static final int NO_SLOT = -1;

  /** Takes the scores of one row: the floats of {@code output} from {@code first} on. */
  interface Sink {
    void accept(int row, Slice output, long first);
  }

  private final TaskSession session;
  private final LeasedBatch.Key key;
  private final FeatureFormat format;
  private final ScoringMetrics metrics;
  private final BadRows badRows;
  private final int[] slots;
  private FeatureReader reader;
  private LeasedBatch batch;
  private int inputWidth;
  private int outputWidth;
  private int rows;
  private int filled;
  private long rowsBefore;

  /**
   * @param session whose native memory it uses
   * @param capacity rows of a batch
   */
  public BatchScorer(
      TaskSession session,
      ModelReference model,
      ScoringSettings settings,
      FeatureFormat format,
      int capacity,
      ScoringMetrics metrics) {
    this.session = session;
    this.key = new LeasedBatch.Key(model, settings, capacity);
    this.format = format;
    this.metrics = metrics;
    this.badRows = new BadRows(model.path(), settings.badRows(), metrics);
    this.slots = new int[capacity];
  }

  /** Takes native memory; the first of a JVM to ask loads the model. */
  void begin() {
    batch = session.take(key);
    try {
      open(batch.model().header());
    } catch (Throwable e) {
      end();
      throw e;
    }
    next();
  }

  private void open(ModelHeader header) {
    if (reader == null) {
      inputWidth = header.inputWidth();
      outputWidth = header.outputWidth();
      reader = format.reader(inputWidth);
    }
  }

  /** Makes room for the next rows. */
  void next() {
    rowsBefore += rows;
    rows = 0;
    filled = 0;
  }

  /** Adds the next row; {@code features} may be null. */
  void add(Object features) {
    if (rows == slots.length) {
      throw new IllegalStateException("the batch is full: " + rows + " rows");
    }
    slots[rows] = features == null ? NO_SLOT : fill(features);
    rows++;
  }

  private int fill(Object features) {
    Optional<String> defect;
    synchronized (batch) {
      if (!batch.isOpen()) {
        return NO_SLOT;
      }
      defect = reader.read(features, batch.session().input(), filled);
    }
    if (defect.isPresent()) {
      badRows.reject(rowsBefore + rows, expected(), defect.get());
      return NO_SLOT;
    }
    return filled++;
  }

  /**
   * Scores the rows added and hands the scores of each to {@code sink}, but for those whose scores
   * are NULL.
   *
   * @return whether that was done: false if the task has ended
   */
  boolean run(Sink sink) {
    synchronized (batch) {
      if (!batch.isOpen()) {
        return false;
      }
      runKernels();
      for (int row = 0; row < rows; row++) {
        if (slots[row] != NO_SLOT && isGood(row, slots[row])) {
          sink.accept(row, batch.session().output(), (long) slots[row] * outputWidth);
        }
      }
      return true;
    }
  }

  private void runKernels() {
    long before = batch.session().kernelNanos();
    if (filled > 0) {
      batch.session().run(filled);
    }
    metrics.batch(filled, batch.session().kernelNanos() - before);
  }

  private boolean isGood(int row, int slot) {
    if (!batch.session().inputFinite(slot)) {
      String found = firstNotFinite("element", batch.session().input(), slot, inputWidth);
      badRows.reject(rowsBefore + row, expected(), found);
      return false;
    }
    if (!batch.session().outputFinite(slot)) {
      String found = firstNotFinite("score", batch.session().output(), slot, outputWidth);
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

  /** Gives the native memory back to others of the task; without {@link #begin} does nothing. */
  void end() {
    if (batch != null) {
      session.give(batch);
      batch = null;
    }
  }

  /** Frees the native memory: no more rows come. */
  void finish() {
    if (batch != null) {
      session.free(batch);
      batch = null;
    } else {
      session.freeIdle(key);
    }
  }

  /** Scores of one row; once begun. */
  int outputWidth() {
    return outputWidth;
  }

  private String expected() {
    return inputWidth + " numbers, each finite in float32";
  }
}
