package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.kernel.Kernels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code nibble_executors()}, the table function. */
class TestExecutorsFunction {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin().with("spark.executor.heartbeatInterval", "1s");

  @Test
  void tellsWhatScoresAndWhatIsHeld() throws Exception {
    String file = ModelFixtures.mlp(SPARK.directory().resolve("m.nibble"), 1, 4, 3);
    SPARK
        .session()
        .sql("SELECT nibble_predict('" + file + "', array(id, 1, 2, 3)) FROM range(100)")
        .collectAsList();
    ModelHeader header;
    try (ByteSource source = ByteSource.of(Path.of(file))) {
      header = ModelHeader.read(source);
    }
    Row row = afterHeartbeat();
    assertThat(row.<String>getAs("executor")).isEqualTo("driver");
    assertThat(row.<String>getAs("host")).isNotEmpty();
    assertThat(row.<Boolean>getAs("live")).isTrue();
    assertThat(row.<java.sql.Timestamp>getAs("seen").toInstant())
        .isAfter(Instant.now().minus(Duration.ofMinutes(1)));
    assertThat(row.<String>getAs("version")).isNotEmpty();
    assertThat(row.<String>getAs("isa")).isEqualTo(Kernels.best().isa());
    assertThat(row.<Object>getAs("problem")).isNull();
    assertThat(row.getJavaMap(row.fieldIndex("withheld"))).isEqualTo(Kernels.withheld());
    assertThat(row.<Long>getAs("models")).isOne();
    assertThat(row.<Long>getAs("rows")).isGreaterThanOrEqualTo(100);
    assertThat(row.<Long>getAs("modelBytes")).isEqualTo(header.dataBytes());
    assertThat(row.<Double>getAs("kernelSeconds")).isPositive();
    Row held = row.<Row>getList(row.fieldIndex("held")).get(0);
    assertThat(held.<String>getAs("hash")).isEqualTo(header.contentHash());
    assertThat(held.<Long>getAs("bytes")).isEqualTo(header.dataBytes());
    assertThat(held.<Integer>getAs("leases")).isZero();
  }

  @Test
  void worksInsideQueries() {
    assertThat(one("SELECT count(*), sum(plainJava) FROM nibble_executors() WHERE live").getLong(0))
        .isOne();
  }

  @Test
  void takesNoArguments() {
    assertThatThrownBy(() -> one("SELECT * FROM nibble_executors(1)"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("nibble_executors: expected no arguments, found 1");
  }

  private static Row afterHeartbeat() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      Row row = one("SELECT * FROM nibble_executors()");
      if (row.<Long>getAs("models") > 0 && row.<Long>getAs("modelLeases") == 0) {
        return row;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no executor has reported a model");
  }

  private static Row one(String query) {
    return SPARK.session().sql(query).collectAsList().get(0);
  }
}
