package io.nibble.spark.job.chunk;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputTable;
import io.nibble.spark.job.output.Target;
import io.nibble.spark.job.record.ChunkRecord;
import io.nibble.spark.job.record.Commits;
import io.nibble.spark.job.record.JobFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/** Scores one chunk into a folder of its own and says what came of it. Thread-safe. */
public final class ChunkScorer {
  private static final String ROWS = "rows";
  private static final String NULL_ROWS = "null rows";

  private final InputTable input;
  private final ScoredRows scoring;
  private final Target target;
  private final JobFolder folder;
  private final Optional<JobFolder> quarantine;

  public ChunkScorer(InputTable input, ScoredRows scoring, Target target, Commits commits) {
    this.input = input;
    this.scoring = scoring;
    this.target = target;
    this.folder = commits.rows();
    this.quarantine = commits.quarantine();
  }

  /** Writes the rows of a chunk; they count once the record is written too. */
  public ChunkRecord score(Chunk chunk) throws IOException, InterruptedException {
    String name = String.format(Locale.ROOT, "chunk-%05d-%s", chunk.number(), UUID.randomUUID());
    Dataset<Row> rows = input.rows(chunk);
    Dataset<Row> scored = scoring.of(rows);
    boolean knowsReasons = List.of(scored.columns()).contains(ScoredRows.REASON);
    Observation counts = new Observation();
    Dataset<Row> counted = observe(scored, counts, knowsReasons);
    Dataset<Row> kept =
        quarantine.isPresent() ? counted.where(col(ScoredRows.REASON).isNull()) : counted;
    save(scoring.output(rows, kept), chunk, folder.path(name).toString());
    Map<String, Object> found = counts.getAsJava();
    Map<String, Long> badRows = badRows(found, knowsReasons);
    return new ChunkRecord(
        chunk.number(),
        name,
        folder.dataFiles(name),
        quarantine.isPresent() && !badRows.isEmpty()
            ? quarantine(name, rows, scored, sum(badRows))
            : List.of(),
        (Long) found.get(ROWS),
        (Long) found.get(NULL_ROWS),
        badRows);
  }

  private void save(Dataset<Row> output, Chunk chunk, String path) {
    SparkContext spark = output.sparkSession().sparkContext();
    spark.setLocalProperty(JobProgress.CHUNK, String.valueOf(chunk.weight()));
    try {
      target.writer(output).save(path);
    } finally {
      spark.setLocalProperty(JobProgress.CHUNK, null);
    }
  }

  private static Dataset<Row> observe(
      Dataset<Row> scored, Observation counts, boolean knowsReasons) {
    List<Column> columns = new ArrayList<>();
    columns.add(countOf(col(ScoredRows.WITHOUT_FEATURES)).as(NULL_ROWS));
    if (knowsReasons) {
      RowDefects.ALL.forEach(
          reason -> columns.add(countOf(col(ScoredRows.REASON).equalTo(reason)).as(reason)));
    }
    return scored.observe(counts, count(lit(1)).as(ROWS), columns.toArray(Column[]::new));
  }

  private static Column countOf(Column condition) {
    return count(when(condition, 1));
  }

  private static Map<String, Long> badRows(Map<String, Object> found, boolean knowsReasons) {
    Map<String, Long> badRows = new LinkedHashMap<>();
    for (String reason : knowsReasons ? RowDefects.ALL : List.<String>of()) {
      long rows = (Long) found.get(reason);
      if (rows > 0) {
        badRows.put(reason, rows);
      }
    }
    return badRows;
  }

  /** A second look at the chunk, which is rare: one job of Spark writes one table. */
  private List<String> quarantine(
      String name, Dataset<Row> rows, Dataset<Row> scored, long expected)
      throws IOException, InterruptedException {
    JobFolder target = quarantine.get();
    Observation counts = new Observation();
    scoring
        .quarantined(rows, scored)
        .observe(counts, count(lit(1)).as(ROWS))
        .write()
        .parquet(target.path(name).toString());
    long found = (Long) counts.getAsJava().get(ROWS);
    if (found != expected) {
      throw new IOException(
          "the input changed while it was read: "
              + expected
              + " bad rows at first, then "
              + found
              + ". Start the job again once nothing writes to the input.");
    }
    return target.dataFiles(name);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
