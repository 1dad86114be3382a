package io.nibble.spark.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Nibble;
import io.nibble.spark.SparkFixture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Spark pulls rows in threads that it does not join: the task ends while they score. */
class TestUnjoinedThreads {
  private static final int QUERIES = 8;
  private static final int SLOW_QUERIES = 2;

  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.master", "local[4]")
          .with("spark.nibble.batchRows", "1024");

  private static String model;

  @BeforeAll
  static void writeModel() throws Exception {
    model = UnjoinedThreads.wideModel(SPARK);
    Nibble.register(SPARK.session(), "udf", model);
  }

  @Test
  void aScriptThatAnswersEarly() throws Exception {
    assertThat(threads("nibble_predict('" + model + "', f)").transform(QUERIES, 4)).isEmpty();
  }

  @Test
  void aPipeThatAnswersEarly() throws Exception {
    assertThat(threads("nibble_predict('" + model + "', f)").pipe(QUERIES, 4)).isEmpty();
  }

  @Test
  void rowByRow() throws Exception {
    SPARK.session().conf().set("spark.nibble.enabled", "false");
    assertThat(threads("nibble_predict('" + model + "', f)").transform(SLOW_QUERIES, 4)).isEmpty();
    SPARK.session().conf().set("spark.nibble.enabled", "true");
  }

  @Test
  void theClassicUdf() throws Exception {
    assertThat(threads("udf(f)").transform(SLOW_QUERIES, 4)).isEmpty();
  }

  private static UnjoinedThreads threads(String call) {
    return new UnjoinedThreads(SPARK, call);
  }
}
