package io.nibble.spark.score;

import io.nibble.memory.Slice;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.Build;
import io.nibble.spark.models.ModelReference;
import java.io.Serializable;
import java.util.Objects;

/**
 * Scores one row at a time, with the same answers as a batch. In a task it keeps its buffers and
 * its lease until the task ends; elsewhere, on the Spark driver, which folds small queries by
 * itself, and in threads that a task left behind, for one row. Thread-safe.
 */
public final class RowScorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Build build = Build.HERE;
  private final ModelReference model;
  private final ScoringSettings settings;
  private final FeatureFormat format;
  private transient BatchScorer scorer;
  private transient TaskSession session;
  private transient float[] scores;

  public RowScorer(ModelReference model, ScoringSettings settings, FeatureFormat format) {
    this.model = Objects.requireNonNull(model, "model");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.format = Objects.requireNonNull(format, "format");
  }

  /** Scores of {@code features}; null for null and for a bad row under {@code badRows=null}. */
  public synchronized float[] score(Object features) {
    if (features == null) {
      return null;
    }
    TaskSession task = TaskSession.current();
    if (task.isOver() || !isScored(task, features)) {
      isScored(TaskSession.NONE, features);
    }
    return scores;
  }

  private boolean isScored(TaskSession task, Object features) {
    begin(task);
    try {
      scores = null;
      scorer.next();
      scorer.add(features);
      return scorer.run((row, output, first) -> scores = copy(output, first));
    } finally {
      if (!task.keeps()) {
        end();
      }
    }
  }

  private void begin(TaskSession task) {
    if (session != task) {
      end();
      scorer = new BatchScorer(task, model, settings, format, 1, ScoringCounts.ROW_BY_ROW);
      scorer.begin();
      session = task;
    }
  }

  private void end() {
    if (session != null) {
      session = null;
      scorer.end();
    }
  }

  private float[] copy(Slice output, long first) {
    float[] row = new float[scorer.outputWidth()];
    output.copyTo(first, row, 0, row.length);
    return row;
  }
}
