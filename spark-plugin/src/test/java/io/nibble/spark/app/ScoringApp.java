package io.nibble.spark.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ITCluster submits: scores a table, then asks every executor what its store holds. Arguments:
 * a query, a file for its rows, a file for what the executors say.
 */
public final class ScoringApp {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringApp.class);

  private ScoringApp() {}

  public static void main(String[] args) throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    spark.udf().register("crash_at", new CrashAt(), DataTypes.BooleanType);
    spark.udf().register("throw_at", new ThrowAt(), DataTypes.BooleanType);
    spark.udf().register("fill_disk", new FillDisk(), DataTypes.BooleanType);
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

  /** True, but fails the first attempt of the task that gets past the second argument. */
  private static final class ThrowAt implements UDF2<Long, Long, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean call(Long id, Long where) {
      if (id.equals(where) && TaskContext.get().attemptNumber() == 0) {
        throw new IllegalStateException("thrown once, at " + id);
      }
      return true;
    }
  }

  /** True; fills the disk for Spark's temporary files where it is a very small one. */
  private static final class FillDisk implements UDF1<Long, Boolean> {
    private static final long serialVersionUID = 1L;
    private static final long SMALL = 256 << 20;

    @Override
    public Boolean call(Long id) throws IOException {
      Path directory = Path.of(System.getenv("SPARK_LOCAL_DIRS"));
      FileStore disk = Files.getFileStore(directory);
      if (disk.getTotalSpace() < SMALL && disk.getUsableSpace() > 0) {
        fill(Files.createTempFile(directory, "filler", null));
      }
      return true;
    }

    private static void fill(Path file) throws IOException {
      byte[] zeros = new byte[4096];
      try (OutputStream out = Files.newOutputStream(file)) {
        while (true) {
          out.write(zeros);
        }
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException full) {
        LOG.warn("the disk of {} is full", file, full);
      }
    }
  }
}
