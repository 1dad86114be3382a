package io.nibble.spark.badinput;

import static org.apache.spark.sql.functions.col;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.Nibble;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.scala.ScalaCollections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;

/**
 * What bad inputs are tried on. View {@code n}: rows 0 to 5 of one partition, f: 8 floats. Model
 * {@code m.nibble}: 8 features, 5 labels; {@code plain.nibble}: the same without labels. Functions:
 * {@code score}, the classic UDF of the model; {@code dense} and {@code sparse}, vectors.
 */
final class BadInputSession {
  static final int WIDTH = 8;

  private final SparkFixture spark;
  private final String model;
  private final Map<String, List<String>> answers = new HashMap<>();

  private BadInputSession(SparkFixture spark) {
    this.spark = spark;
    this.model =
        ModelFixtures.mlp(path("m.nibble"), 7, List.of("a", "b", "c", "d", "e"), WIDTH, 40, 5);
  }

  static BadInputSession create(SparkFixture spark) throws IOException {
    BadInputSession session = new BadInputSession(spark);
    ModelFixtures.mlp(session.path("plain.nibble"), 7, WIDTH, 40, 5);
    session
        .spark()
        .sql(
            "SELECT id, transform(sequence(1, 8), i -> float(sin(id * 8 + i))) f"
                + " FROM range(0, 6, 1, 1)")
        .createOrReplaceTempView("n");
    Nibble.register(session.spark(), "score", session.model);
    session.registerVectors();
    return session;
  }

  private void registerVectors() {
    UDF1<Seq<Double>, Object> dense = values -> Vectors.dense(doubles(values));
    UDF1<Seq<Double>, Object> old =
        values -> org.apache.spark.mllib.linalg.Vectors.dense(doubles(values));
    UDF3<Integer, Seq<Integer>, Seq<Double>, Object> sparse =
        (size, indices, values) -> Vectors.sparse(size, ints(indices), doubles(values));
    spark().udf().register("dense", dense, SQLDataTypes.VectorType());
    spark().udf().register("old", old, new org.apache.spark.mllib.linalg.VectorUDT());
    spark().udf().register("sparse", sparse, SQLDataTypes.VectorType());
  }

  /** Makes a view of vectors as files may hold them, whatever their constructors refuse. */
  void createVectors(String view, String structs) {
    String file = path(view).toString();
    spark().sql(structs).write().parquet(file);
    spark()
        .read()
        .schema(
            DataTypes.createStructType(
                List.of(
                    DataTypes.createStructField("kind", DataTypes.StringType, true),
                    DataTypes.createStructField("v", SQLDataTypes.VectorType(), true))))
        .parquet(file)
        .select(col("kind"), col("v"))
        .createOrReplaceTempView(view);
  }

  SparkSession spark() {
    return spark.session();
  }

  Path path(String name) {
    return spark.directory().resolve(name);
  }

  String model() {
    return model;
  }

  /**
   * {@code sql} with its abbreviations: P(x) scores, C(x) classifies, DIR is where the models lie.
   */
  String expand(String sql) {
    return sql.replace("P(", "nibble_predict('" + model + "', ")
        .replace("C(", "nibble_classify('" + model + "', ")
        .replace("DIR", spark.directory().toString());
  }

  /** The rows of a query, as text, sorted. */
  List<String> rows(String sql) {
    return Rows.sorted(spark().sql(expand(sql)));
  }

  /** The same of a query whose rows never change. */
  List<String> knownRows(String sql) {
    return answers.computeIfAbsent(sql, this::rows);
  }

  /** Runs {@code action} with a setting of the session, which is unset afterwards. */
  void with(String key, String value, Runnable action) {
    spark().conf().set(key, value);
    try {
      action.run();
    } finally {
      spark().conf().unset(key);
    }
  }

  private static double[] doubles(Seq<Double> values) {
    return ScalaCollections.list(values).stream().mapToDouble(x -> x).toArray();
  }

  private static int[] ints(Seq<Integer> values) {
    return ScalaCollections.list(values).stream().mapToInt(x -> x).toArray();
  }
}
