package io.nibble.spark.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * What ITCluster submits: scores a table, then asks every executor what its store holds. Arguments:
 * a query, a file for its rows, a file for what the executors say.
 */
public final class ScoringApp {
  private ScoringApp() {}

  public static void main(String[] args) throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    spark.udf().register("crash_at", new CrashAt(), DataTypes.BooleanType);
    List<Row> rows = spark.sql(args[0]).collectAsList();
    Files.write(Path.of(args[1]), rows.stream().map(Row::toString).sorted().toList());
    Files.write(Path.of(args[2]), StoreReport.collect(spark));
    spark.stop();
  }

  /** True, but ends the executor's JVM at the first attempt to get past the second argument. */
  private static final class CrashAt implements UDF2<Long, Long, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean call(Long id, Long where) {
      if (id.equals(where) && TaskContext.get().attemptNumber() == 0) {
        Runtime.getRuntime().halt(1);
      }
      return true;
    }
  }
}
