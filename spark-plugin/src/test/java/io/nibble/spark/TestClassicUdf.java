package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.ModelException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The classic UDF, in a session with neither plugin nor extensions. */
class TestClassicUdf {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.plain();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() throws IOException {
    tables = SampleTables.create(SPARK);
    Nibble.register(SPARK.session(), "score", tables.model());
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "d", "i"})
  void givesTheBitsOfTheModel(String column) throws IOException {
    List<Row> rows =
        sql("SELECT " + column + ", score(" + column + ") FROM t WHERE f IS NOT NULL")
            .collectAsList();
    assertThat(rows).hasSize(SampleTables.SCORED);
    try (DirectScores reference = DirectScores.of(tables.model())) {
      for (Row row : rows) {
        assertThat(row.<Float>getList(1)).isEqualTo(reference.score(row.getList(0)));
      }
    }
  }

  @Test
  void scoresVectors() {
    String query = "SELECT id, score(v) FROM t WHERE id % 2 = 0";
    assertThat(Rows.sorted(sql(query))).isEqualTo(Rows.sorted(sql(query.replace("(v)", "(d)"))));
    assertThat(
            Rows.sorted(sql("SELECT DISTINCT score(v) FROM t WHERE id % 2 = 1 AND v IS NOT NULL")))
        .isEqualTo(Rows.sorted(sql("SELECT score(array(0, 2, 0, 0, 0, 0, -1, 0))")));
  }

  @Test
  void refusesOtherThings() {
    assertThat(Failures.rootCause(() -> sql("SELECT score('x')").collect()))
        .hasMessageContaining(
            "features are STRING, expected ARRAY<FLOAT>, ARRAY<DOUBLE>, an ML vector");
    assertThat(
            Failures.rootCause(() -> sql("SELECT score(split('a b c d e f g h', ' '))").collect()))
        .hasMessageContaining("features are ARRAY of STRING, expected ");
  }

  @Test
  void refusesFilesAtOnce() throws IOException {
    Path text = Files.writeString(SPARK.directory().resolve("text"), "no model, but a text");
    assertThatThrownBy(() -> Nibble.register(SPARK.session(), "bad", text.toString()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(text.toString());
    assertThatThrownBy(() -> Nibble.register(SPARK.session(), "bad", "/no/such"))
        .isInstanceOf(FileNotFoundException.class);
  }

  private static Dataset<Row> sql(String query) {
    return SPARK.session().sql(query);
  }
}
