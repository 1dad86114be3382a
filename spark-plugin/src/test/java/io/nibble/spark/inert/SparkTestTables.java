package io.nibble.spark.inert;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables that the statements of Spark's tests take for granted. */
final class SparkTestTables {
  private static final List<String> NAMES =
      List.of("testdata", "arraydata", "mapdata", "aggtest", "onek", "tenk1");

  private static final String WIDE =
      "unique1 INT, unique2 INT, two INT, four INT, ten INT, twenty INT, hundred INT,"
          + " thousand INT, twothousand INT, fivethous INT, tenthous INT, odd INT, even INT,"
          + " stringu1 STRING, stringu2 STRING, string4 STRING";

  private SparkTestTables() {}

  static void create(SparkSession spark) {
    spark.sql(
        "CREATE TABLE testdata USING parquet AS"
            + " SELECT int(id) AS key, string(id) AS value FROM range(1, 101)");
    spark.sql(
        "CREATE TABLE arraydata USING parquet AS SELECT * FROM VALUES"
            + " (array(1, 2, 3), array(array(1, 2, 3))), (array(2, 3, 4), array(array(2, 3, 4)))"
            + " AS a(arraycol, nestedarraycol)");
    spark.sql(
        "CREATE TABLE mapdata USING parquet AS"
            + " SELECT map(1, 'a' || id, 2, 'b' || id) AS mapcol FROM range(1, 6)");
    spark.sql(
        "CREATE TABLE aggtest USING parquet AS SELECT * FROM VALUES"
            + " (56, 7.8F), (100, 99.097F), (0, 0.09561F), (42, 324.78F) AS a(a, b)");
    wide(spark, "onek", 200);
    wide(spark, "tenk1", 500);
  }

  // The columns of PostgreSQL's tables of this name, with fewer rows.
  private static void wide(SparkSession spark, String name, int rows) {
    spark.sql("CREATE TABLE " + name + " (" + WIDE + ") USING parquet");
    spark.sql(
        ("INSERT INTO %1$s SELECT int(u), int(id), int(u %% 2), int(u %% 4), int(u %% 10),"
                + " int(u %% 20), int(u %% 100), int(u %% 1000), int(u %% 2000), int(u %% 5000),"
                + " int(u), int(u %% 100 * 2), int(u %% 100 * 2 + 1), 'A' || u, 'B' || id,"
                + " element_at(array('AAAA', 'HHHH', 'OOOO', 'VVVV'), int(u %% 4) + 1)"
                + " FROM (SELECT id, id * 7919 %% %2$d AS u FROM range(%2$d))")
            .formatted(name, rows));
  }

  /** Drops what the statements of a file have left. */
  static void dropOthers(SparkSession spark) {
    SparkSession.setActiveSession(spark);
    spark.sql("USE spark_catalog.default");
    for (Row database : spark.sql("SHOW DATABASES").collectAsList()) {
      if (!database.getString(0).equals("default")) {
        spark.sql("DROP DATABASE `" + database.getString(0) + "` CASCADE");
      }
    }
    drop(spark, "VIEW");
    drop(spark, "TABLE");
    spark.catalog().clearCache();
  }

  // The second column of SHOW TABLES and SHOW VIEWS is the name, the third whether it is temporary.
  private static void drop(SparkSession spark, String kind) {
    for (Row found : spark.sql("SHOW " + kind + "S IN default").collectAsList()) {
      if (!NAMES.contains(found.getString(1)) && !found.getBoolean(2)) {
        spark.sql("DROP " + kind + " default.`" + found.getString(1) + "`");
      }
    }
  }
}
