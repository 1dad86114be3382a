package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.spark.Rows;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;

/** Tables in folders and files whose names hold what names of files seldom hold. */
final class OddNames {
  static final List<String> NAMES =
      List.of(
          "a b", "a%b", "a%20b", "x#y", "q?", "[z]", "{w}", "1+1", "größe 差", "it's", "a&b;c",
          "a,b", "a\\b");

  private OddNames() {}

  /** By one of the names, and by a timestamp. */
  static DataFrameWriter<Row> partitioned(ScoreTables tables) {
    String values = NAMES.stream().map(OddNames::literal).collect(Collectors.joining(", "));
    return tables
        .good()
        .selectExpr(
            "*",
            "element_at(array(" + values + "), 1 + cast(id % " + NAMES.size() + " AS int)) p",
            "timestamp '2024-01-01 12:30:00' + make_interval(0, 0, 0, 0, cast(id % 2 AS int)) ts")
        .write()
        .partitionBy("p", "ts");
  }

  private static String literal(String name) {
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Every row is scored once, chunk by chunk. */
  static JsonNode check(ScoreTables tables, String input, String format, String size)
      throws Exception {
    String output = input + " out";
    JsonNode report =
        tables.score(input, output, "--input-format", format, "--commit-every", size).report();
    List<String> expected =
        tables.expected(tables.session().read().format(format).load(input), "*, P scores");
    assertThat(expected).hasSize(ScoreTables.ROWS);
    assertThat(Rows.sorted(tables.session().read().parquet(output))).isEqualTo(expected);
    return report;
  }
}
