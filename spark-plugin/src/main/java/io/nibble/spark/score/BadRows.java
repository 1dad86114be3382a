package io.nibble.spark.score;

import io.nibble.spark.conf.BadRowPolicy;
import org.apache.spark.TaskContext;

/** What becomes of the rows that a model cannot score. */
final class BadRows {
  private final String model;
  private final BadRowPolicy policy;
  private final ScoringMetrics metrics;

  BadRows(String model, BadRowPolicy policy, ScoringMetrics metrics) {
    this.model = model;
    this.policy = policy;
    this.metrics = metrics;
  }

  /**
   * Counts the row, or fails the task.
   *
   * @param row its number among the rows that the task has scored, from 0
   */
  void reject(long row, String expected, String found) {
    if (policy == BadRowPolicy.FAIL) {
      throw new BadRowException(message(row, expected, found));
    }
    metrics.badRow();
  }

  private String message(long row, String expected, String found) {
    return "nibble_predict: model "
        + model
        + " cannot score input row "
        + row
        + " of partition "
        + TaskContext.getPartitionId()
        + ": expected "
        + expected
        + ", found "
        + found
        + ". Correct the column, or set spark.nibble.badRows=null to score such rows NULL.";
  }
}
