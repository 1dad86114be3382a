package io.nibble.spark.differential;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.score.ScoringCounts;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The ways to answer a query, in sessions of one application with the same tables. */
record Ways(Way batched, Way rowByRow, Way columns, Way udf) {
  static Ways open(SparkFixture spark) {
    Path directory = spark.directory();
    String first = ModelFixtures.mlp(directory.resolve("first.nibble"), 5, Tables.WIDTH, 9, 4);
    String second =
        ModelFixtures.mlp(
            directory.resolve("second.nibble"), 6, List.of("low", "middle", "high"), 4, 3);
    Dialect functions = Dialect.functions(first, second);
    SparkSession rows = session(spark, false);
    Tables tables = Tables.write(rows, functions, directory);
    Ways ways =
        new Ways(
            withCalls("batched", session(spark, true), functions),
            withCalls("row by row", rows, functions),
            without("columns", session(spark, true), Dialect.columns()),
            without("udf", session(spark, true), Dialect.udfs()));
    LookUps.register(ways.udf.session(), tables.known(rows));
    ways.all().forEach(way -> tables.register(way.session(), way.dialect()));
    return ways;
  }

  private static Way withCalls(String name, SparkSession session, Dialect dialect) {
    Watched.WITH_CALLS.register(session);
    return new Way(name, session, dialect, Ways::scored, Watched.WITH_CALLS::evaluated);
  }

  private static Way without(String name, SparkSession session, Dialect dialect) {
    Watched.WITH_UDFS.register(session);
    return new Way(name, session, dialect, LookUps::asked, Watched.WITH_UDFS::evaluated);
  }

  private static long scored() {
    return ScoringCounts.BATCHED.rows() + ScoringCounts.ROW_BY_ROW.rows();
  }

  private static SparkSession session(SparkFixture spark, boolean isBatched) {
    SparkSession session = spark.session().newSession();
    session.conf().set("spark.nibble.enabled", isBatched);
    session
        .conf()
        .set("spark.sql.catalog.ice.warehouse", spark.directory().resolve("ice").toString());
    session.conf().set("spark.nibble.badRows", "null");
    session.conf().set("spark.nibble.explain", "none");
    session.conf().set("spark.sql.shuffle.partitions", 2);
    session.conf().set("spark.sql.crossJoin.enabled", true);
    // The optimizer would score the rows of tables in memory, as often as it looks at them.
    session
        .conf()
        .set(
            "spark.sql.optimizer.excludedRules",
            "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation");
    // Spark loses columns of structs in some joins below EXISTS.
    session.conf().set("spark.sql.optimizer.nestedSchemaPruning.enabled", false);
    session.conf().set("spark.sql.optimizer.expression.nestedPruning.enabled", false);
    return session;
  }

  /** The same with other words for the calls of the batched way. */
  Ways withBatched(Dialect dialect) {
    Way other =
        new Way(batched.name(), batched.session(), dialect, batched.scored(), batched.evaluated());
    return new Ways(other, rowByRow, columns, udf);
  }

  private List<Way> all() {
    return List.of(batched, rowByRow, columns, udf);
  }
}
