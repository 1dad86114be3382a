package io.nibble.spark.job;

import io.nibble.spark.job.record.ChunkRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A finished job.
 *
 * @param records of all chunks
 * @param before those of them that an earlier start has scored
 * @param seconds that this start took to score the others
 */
record ScoreOutcome(List<ChunkRecord> records, List<ChunkRecord> before, double seconds) {
  long rows() {
    return sum(records, ChunkRecord::rows);
  }

  long resumedRows() {
    return sum(before, ChunkRecord::rows);
  }

  long nullRows() {
    return sum(records, ChunkRecord::nullRows);
  }

  Map<String, Long> badRows() {
    Map<String, Long> sums = new LinkedHashMap<>();
    records.forEach(
        record -> record.badRows().forEach((reason, rows) -> sums.merge(reason, rows, Long::sum)));
    return sums;
  }

  double rowsPerSecond() {
    return seconds > 0 ? (rows() - resumedRows()) / seconds : 0;
  }

  private static long sum(List<ChunkRecord> records, ToLongFunction<ChunkRecord> count) {
    return records.stream().mapToLong(count).sum();
  }
}
