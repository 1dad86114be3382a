package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkThrowableHelper;
import org.apache.spark.sql.AnalysisException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Spark driver refuses while it analyses a query, and how it says so. */
class TestAnalysis {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nibble_predict(cast(id AS string), f) | model is CAST(t.id AS STRING), expected a constant string",
        "nibble_predict(17, f)                 | model is 17, expected a constant string",
        "nibble_predict(NULL, f)               | expected a constant string",
        "nibble_predict(cast(NULL AS string), f) | model is NULL, expected the path",
        "nibble_predict('m')                   | expected 2 arguments, (model, features), found 1",
        "P(f, 1)                               | feature argument 1 is ARRAY<FLOAT>, expected a number: t.f",
        "P(id)                                 | features are 1 numbers, model ",
        "P(id, k, 1)                           | features are 3 numbers, model ",
        "P(1, 2, 3, 4, 5, 6, 7, '8')           | feature argument 8 is STRING, expected a number",
        "P(struct(id, k))                      | features are 2 numbers, model ",
        "P(struct(id, 'x'))                    | feature field 2 is STRING, expected a number",
        "P('1,2,3')                            | features are STRING, expected ARRAY<FLOAT>, ARRAY<DOUBLE>, an ML vector or numbers",
        "P(array('1'))                         | features are ARRAY<STRING>",
        "P(map(1, 2))                          | features are MAP<INT, INT>",
        "nibble_predict('nosuch://host/m', f)  | model nosuch://host/m: cannot be read: No FileSystem for scheme",
        "nibble_predict('/no/such.nibble', f)  | model /no/such.nibble: no such file",
        "nibble_predict('', f)                 | cannot be read"
      })
  void refuses(String call, String message) {
    assertRefused(call, message);
  }

  @Test
  void refusesToClassifyWithoutLabels() {
    String call = "nibble_classify('" + tables.model() + "', f)";
    assertThatThrownBy(() -> SPARK.session().sql("SELECT " + call + " FROM t"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(
            "nibble_classify: model "
                + tables.model()
                + " has no labels, expected output_names in its architecture");
  }

  /** PySpark looks it up, with the parameters, before it shows an error. */
  @Test
  @SuppressWarnings("deprecation") // Spark 3.5 has no getCondition
  void namesAConditionThatSparkKnows() {
    AnalysisException error =
        catchThrowableOfType(
            AnalysisException.class,
            () -> SPARK.session().sql("SELECT nibble_predict('/no/such.nibble', array(1))"));
    assertThat(SparkThrowableHelper.getMessage(error.getErrorClass(), error.getMessageParameters()))
        .startsWith("[FAILED_FUNCTION_CALL] ")
        .contains("`nibble_predict`");
  }

  @Test
  void refusesADirectory() {
    String path = SPARK.directory().toString();
    assertRefused(call(path), "model " + path + ": no such file (" + path + " is a directory");
  }

  @Test
  void refusesOtherKindsOfFiles() throws IOException {
    Path text =
        write(
            "text.nibble",
            "just a text, long enough to have a header".getBytes(StandardCharsets.UTF_8));
    assertRefused(call(text.toString()), "model " + text + ": ");
    Path other = Path.of(SPARK.directory().toString(), "t").resolve("_SUCCESS");
    assertRefused(call(other.toString()), "model " + other + ": ");
  }

  @Test
  void refusesADamagedFile() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(tables.model()));
    bytes[bytes.length - 1] ^= 1;
    Path damaged = write("damaged.nibble", bytes);
    assertRefused(call(damaged.toString()), "model " + damaged + ": ");
    assertRefused(call(damaged.toString()), "the file is damaged");
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(tables.model()));
    Path truncated = write("truncated.nibble", java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertRefused(call(truncated.toString()), "model " + truncated + ": ");
  }

  @Test
  void refusesANewerVersion() throws IOException {
    String text =
        new String(Files.readAllBytes(Path.of(tables.model())), StandardCharsets.ISO_8859_1);
    assertThat(text).contains("\"format_version\":\"1\"");
    byte[] newer =
        text.replace("\"format_version\":\"1\"", "\"format_version\":\"9\"")
            .getBytes(StandardCharsets.ISO_8859_1);
    Path path = write("newer.nibble", newer);
    assertRefused(call(path.toString()), "model " + path + ": ");
    assertRefused(call(path.toString()), "version");
  }

  @Test
  void seesAFileThatReplacesAnother() throws IOException {
    Path path = write("replaced.nibble", Files.readAllBytes(Path.of(tables.model())));
    assertThat(SPARK.session().sql("SELECT " + call(path.toString()) + " FROM t").count())
        .isPositive();
    Files.write(path, Files.readAllBytes(Path.of(tables.second())));
    assertThat(
            SPARK
                .session()
                .sql(
                    "SELECT size("
                        + call(path.toString()).replace("f)", "slice(f, 1, 5))")
                        + ") n FROM t")
                .where("n = 3")
                .count())
        .isEqualTo(SampleTables.SCORED);
  }

  @Test
  void acceptsWhateverIsAConstant() {
    String half = tables.model().substring(0, 9);
    String rest = tables.model().substring(9);
    String call = "nibble_predict(concat('" + half + "', nvl(NULL, '" + rest + "')), f)";
    assertThat(Rows.sorted(SPARK.session().sql("SELECT id, " + call + " FROM t")))
        .isEqualTo(Rows.sorted(SPARK.session().sql(tables.expand("SELECT id, P(f) FROM t"))));
  }

  @Test
  void hasHelp() {
    assertThat(
            Rows.sorted(SPARK.session().sql("DESCRIBE FUNCTION EXTENDED nibble_predict"))
                .toString())
        .contains("Returns the scores of `model` for `features`", "ARRAY<FLOAT>");
    assertThat(
            Rows.sorted(SPARK.session().sql("DESCRIBE FUNCTION EXTENDED nibble_classify"))
                .toString())
        .contains("Returns the highest score of `model` for `features` and its label");
  }

  private static Path write(String name, byte[] bytes) throws IOException {
    return Files.write(SPARK.directory().resolve(name), bytes);
  }

  private static String call(String path) {
    return "nibble_predict('" + path + "', f)";
  }

  private static void assertRefused(String call, String message) {
    assertThatThrownBy(() -> SPARK.session().sql("SELECT " + tables.expand(call) + " FROM t"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("nibble_predict: ")
        .hasMessageContaining(message);
  }
}
