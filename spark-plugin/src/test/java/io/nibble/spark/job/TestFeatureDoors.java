package io.nibble.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.cli.CliRun;
import io.nibble.cli.FloatModelFiles;
import io.nibble.spark.Failures;
import io.nibble.spark.Nibble;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.ml.NibbleModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever way features come in: the same types, the same bits. */
class TestFeatureDoors {
  private static final String ZERO = "0";

  /** The types that jobs are tried with, which take their time. */
  private static final Set<String> JOB_TYPES =
      Set.of("SMALLINT", "INT", "BIGINT", "DECIMAL(38,10)", "BOOLEAN", "TIMESTAMP", "STRING");

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static String model;
  private static int runs;

  @BeforeAll
  static void createModel() throws IOException {
    String weights = FloatModelFiles.write(SPARK.directory()).toString();
    model = SPARK.directory().resolve("sums.nibble").toString();
    CliRun run = CliRun.of("quantize", "--weights", weights, "--output", model, "--skip", "*");
    assertThat(run.code()).as(run.err()).isZero();
    Nibble.register(SPARK.session(), "classic", model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TINYINT| -7",
        "SMALLINT| 300",
        "INT| 16777217",
        "BIGINT| 9007199791611905",
        "BIGINT| -9223372036854775807",
        "FLOAT| 0.1",
        "DOUBLE| 0.1",
        "DOUBLE| 1.0000000596046448",
        "DECIMAL(10,2)| 12.34",
        "DECIMAL(38,10)| 9007199791611905.0000000001",
        "DECIMAL(38,0)| 12345678901234567890123456789012345678"
      })
  void giveTheSameBits(String type, String value) throws Exception {
    Dataset<Row> table = table(type, value);
    String number = "CAST(CAST(a AS DOUBLE) AS FLOAT)";
    float expected =
        table
            .selectExpr("nibble_predict('" + model + "', array(" + number + ", float(0)))[0]")
            .head()
            .getFloat(0);
    for (Map.Entry<String, Door> door : doors(JOB_TYPES.contains(type)).entrySet()) {
      assertThat(door.getValue().score(table)).as(door.getKey()).isEqualTo(expected);
    }
    assertThat(commandLine("1.jsonl", "[" + value + "," + ZERO + "]"))
        .contains("[" + expected + ",");
    assertThat(commandLine("1.csv", value + "," + ZERO)).startsWith(expected + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "BINARY", "STRING"})
  void refuseTheSameTypes(String type) {
    String value = type.equals("BOOLEAN") ? "true" : "2024-01-01";
    Dataset<Row> table = table(type, value);
    for (Map.Entry<String, Door> door : doors(JOB_TYPES.contains(type)).entrySet()) {
      boolean reads = type.equals("STRING") && door.getKey().equals("job, columns");
      if (!reads) {
        assertThat(Failures.rootCause(() -> door.getValue().score(table)))
            .as(door.getKey())
            .hasMessageContaining(type)
            .hasMessageContaining(", expected ");
      }
    }
  }

  /** One way of scoring the row of a table; gives its first score. */
  private interface Door {
    float score(Dataset<Row> table) throws Exception;
  }

  private static Map<String, Door> doors(boolean withJob) {
    Map<String, Door> doors = new LinkedHashMap<>();
    doors.put("SQL, array", sql("nibble_predict('M', f)"));
    doors.put("SQL, struct", sql("nibble_predict('M', s)"));
    doors.put("SQL, columns", sql("nibble_predict('M', a, b)"));
    doors.put("SQL, row by row", sql("transform(array(1), i -> nibble_predict('M', f)[0])"));
    doors.put("classic UDF, array", sql("classic(f)"));
    doors.put("classic UDF, struct", sql("classic(s)"));
    doors.put("DataFrame", table -> first(table.select(Nibble.predict(model, col("f")))));
    doors.put("ML, array", ml("f"));
    doors.put("ML, struct", ml("s"));
    if (withJob) {
      doors.put("job, array", job("f"));
      doors.put("job, struct", job("s"));
      doors.put("job, columns", job("a,b"));
    }
    return doors;
  }

  private static Door sql(String call) {
    return table -> first(table.selectExpr(call.replace("M", model)));
  }

  private static Door ml(String column) {
    return table -> {
      NibbleModel stage =
          new NibbleModel().setModelPath(model).setFeaturesCol(column).setPredictedLabelCol("");
      Row row = stage.transform(table).select("rawPrediction").head();
      return (float) row.<Vector>getAs(0).apply(0);
    };
  }

  private static Door job(String columns) {
    return table -> {
      Path input = SPARK.directory().resolve("in" + ++runs);
      Path output = SPARK.directory().resolve("out" + runs);
      table.write().parquet(input.toString());
      ScoreRun run =
          ScoreRun.of(
              SPARK.session(),
              "--model",
              model,
              "--input",
              input.toString(),
              "--output",
              output.toString(),
              "--features",
              columns);
      if (run.code() != 0) {
        throw new IOException(run.err());
      }
      return first(SPARK.session().read().parquet(output.toString()).select("scores"));
    };
  }

  private static float first(Dataset<Row> scores) {
    return scores.head().<Float>getList(0).get(0);
  }

  private static Dataset<Row> table(String type, String value) {
    Function<String, String> cast = text -> "CAST('" + text + "' AS " + type + ")";
    String zero = type.equals("DATE") || type.startsWith("TIMESTAMP") ? value : ZERO;
    return SPARK
        .session()
        .sql("SELECT " + cast.apply(value) + " a, " + cast.apply(zero) + " b")
        .selectExpr("*", "array(a, b) f", "struct(a, b) s");
  }

  private static String commandLine(String name, String line) throws IOException {
    Path sample = Files.writeString(SPARK.directory().resolve(name), line);
    CliRun run = CliRun.of("predict", model, "--input", sample.toString());
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }
}
