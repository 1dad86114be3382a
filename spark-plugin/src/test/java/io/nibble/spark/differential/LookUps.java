package io.nibble.spark.differential;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/** Classic, deterministic UDFs that know all scores, and count how often Spark asks. */
final class LookUps {
  private static final LongAdder ASKED = new LongAdder();
  private static final Map<String, Row> PREDICTIONS = new HashMap<>();
  private static final Map<String, Row> OF_SCORES = new HashMap<>();

  private LookUps() {}

  /** Calls so far that scored a row. */
  static long asked() {
    return ASKED.sum();
  }

  static void register(SparkSession spark, List<Row> known) {
    known.forEach(LookUps::remember);
    DataType scores = DataTypes.createArrayType(DataTypes.FloatType, false);
    DataType label =
        new StructType().add("label", DataTypes.StringType).add("score", DataTypes.FloatType);
    spark.udf().register("udf_predict", udf(PREDICTIONS, "p"), scores);
    spark.udf().register("udf_nested", udf(OF_SCORES, "q"), scores);
    spark.udf().register("udf_classify", udf(OF_SCORES, "c"), label);
  }

  private static void remember(Row pair) {
    Row scores = pair.getStruct(1);
    if (!pair.isNullAt(0)) {
      PREDICTIONS.put(key(pair.get(0)), scores);
    }
    if (!scores.isNullAt(0)) {
      OF_SCORES.put(key(scores.get(0)), scores);
    }
  }

  private static UDF1<Object, Object> udf(Map<String, Row> answers, String field) {
    boolean isPrediction = answers == PREDICTIONS;
    return (UDF1<Object, Object> & Serializable)
        features -> answer(isPrediction ? PREDICTIONS : OF_SCORES, features, field);
  }

  private static Object answer(Map<String, Row> answers, Object features, String field) {
    if (features == null || key(features).contains("null")) {
      return null;
    }
    Row scores = answers.get(key(features));
    if (scores == null) {
      throw new IllegalStateException("no scores are known of " + key(features));
    }
    Object answer = scores.getAs(field);
    if (answer != null) {
      ASKED.increment();
    }
    return answer;
  }

  private static String key(Object features) {
    Seq<?> values = features instanceof Row row ? row.toSeq() : (Seq<?>) features;
    return IntStream.range(0, values.size())
        .mapToObj(values::apply)
        .map(value -> value == null ? null : ((Number) value).doubleValue())
        .toList()
        .toString();
  }
}
