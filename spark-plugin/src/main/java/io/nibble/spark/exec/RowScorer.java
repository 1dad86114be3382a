package io.nibble.spark.exec;

import io.nibble.spark.broadcast.ModelReference;
import io.nibble.spark.conf.ScoringSettings;
import java.io.Serializable;
import java.util.Objects;

/**
 * Scores one row at a time, with the same answers as a batch. In a task it keeps its buffers and
 * its lease until the task ends; on the Spark driver, which folds small queries by itself, for one
 * row. Thread-safe.
 */
public final class RowScorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ModelReference model;
  private final ScoringSettings settings;
  private final FeatureFormat format;
  private transient BatchScorer taskScorer;

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
    if (TaskScope.isInTask()) {
      return score(taskScorer(), features);
    }
    try (BatchScorer scorer = open()) {
      return score(scorer, features);
    }
  }

  private BatchScorer taskScorer() {
    if (taskScorer == null) {
      taskScorer = open();
      TaskScope.atEnd(this::close);
    }
    return taskScorer;
  }

  private BatchScorer open() {
    return BatchScorer.open(model, settings, format, 1, ScoringCounts.ROW_BY_ROW);
  }

  private synchronized void close() {
    taskScorer.close();
    taskScorer = null;
  }

  private static float[] score(BatchScorer scorer, Object features) {
    scorer.clear();
    scorer.add(features);
    scorer.run();
    float[] scores = scorer.scores(0);
    return scores == null ? null : scores.clone();
  }
}
