package io.nibble.spark.inert;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.Function1;
import scala.runtime.BoxedUnit;

/** One of two sessions over one Spark context that share nothing but it. */
final class Twin {
  // Spark cuts off the paths in plans, in the middle of the warehouse's if that is long.
  private static final int WHOLE_PATHS = 10_000;

  private final SparkSession session;
  private final PlanText text;
  private long nanos;

  private Twin(SparkSession session, Path warehouse) {
    this.session = session;
    this.text = new PlanText(warehouse.toString());
  }

  /** A session with these extensions, and a catalog and warehouse of its own. */
  static Twin create(Path warehouse, Function1<SparkSessionExtensions, BoxedUnit> extensions) {
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    SparkSession session =
        SparkSession.builder()
            .config("spark.sql.warehouse.dir", warehouse.toString())
            .config("spark.sql.maxMetadataStringLength", WHOLE_PATHS)
            .config("spark.sql.codegen.wholeStage", false)
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .withExtensions(extensions)
            .getOrCreate();
    Twin twin = new Twin(session, warehouse);
    SparkTestTables.create(session);
    return twin;
  }

  /** Runs the statements of a file in order, in a session that knows no others. */
  List<Observed> run(SqlFile file) {
    SparkSession fresh = session.newSession();
    SparkSession.setActiveSession(fresh);
    List<Observed> observed = new ArrayList<>();
    long start = System.nanoTime();
    file.statements().forEach(statement -> observed.add(Observed.of(fresh, statement, text)));
    nanos += System.nanoTime() - start;
    SparkTestTables.dropOthers(session);
    return observed;
  }

  /** What all statements took. */
  Duration time() {
    return Duration.ofNanos(nanos);
  }
}
