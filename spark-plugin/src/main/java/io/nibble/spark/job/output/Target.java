package io.nibble.spark.job.output;

import io.nibble.spark.job.record.ChunkRecord;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where scored rows end up, in one go, once all of them are scored. */
public interface Target {
  /**
   * Refuses what could not be published in the end, such as an output that is there already.
   *
   * @param rows a table with the columns of the output
   */
  void check(Dataset<Row> rows) throws IOException;

  /** How the rows of a chunk are written until then. */
  DataFrameWriter<Row> writer(Dataset<Row> rows);

  /** Publishes the chunks; does no harm if an earlier run got some way with it. */
  void publish(List<ChunkRecord> records) throws IOException;
}
