package io.nibble.spark.watch;

import java.time.Instant;

/**
 * An executor as the Spark driver knows it.
 *
 * @param figures the last that it sent, which it does when they change, once a heartbeat
 * @param seen when it last said something
 * @param isLive false once Spark has removed it
 */
public record ExecutorState(
    ExecutorReport report, ExecutorFigures figures, Instant seen, boolean isLive) {

  static ExecutorState started(ExecutorReport report) {
    return new ExecutorState(report, ExecutorFigures.none(report.executor()), Instant.now(), true);
  }

  ExecutorState with(ExecutorFigures latest) {
    return new ExecutorState(report, latest, Instant.now(), isLive);
  }

  ExecutorState lost() {
    return new ExecutorState(report, figures, seen, false);
  }
}
