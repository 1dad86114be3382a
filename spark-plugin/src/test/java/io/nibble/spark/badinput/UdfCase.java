package io.nibble.spark.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Failures;
import io.nibble.spark.score.BadRowException;
import java.util.List;

/** Features of row 3 that the classic UDF cannot score; only when it runs it sees their type. */
record UdfCase(String features, String found, boolean isRefused) implements BadInput {
  private UdfCase(String features, String found) {
    this(features, found, false);
  }

  /** Features that SQL refuses when it analyses a query. */
  private static UdfCase refused(String features, String type) {
    return new UdfCase(features, "features are " + type, true);
  }

  static List<BadInput> all() {
    return List.of(
        refused("'1,2,3'", "STRING, expected ARRAY<FLOAT>, ARRAY<DOUBLE>, an ML vector or"),
        new UdfCase("17", "1 numbers"),
        refused("true", "BOOLEAN, expected"),
        refused("map(1, 2)", "scala.collection.immutable"),
        refused("struct(1, 2)", "2 numbers, expected 8"),
        refused("array('1', '2', '3', '4', '5', '6', '7', '8')", "ARRAY of STRING, expected"),
        refused("array_repeat(array(1), 8)", "ARRAY of ARRAY, expected"),
        new UdfCase("slice(f, 1, 7)", "7 numbers"),
        new UdfCase("concat(f, f)", "16 numbers"),
        new UdfCase("array_repeat(1f, 1000000)", "1000000 numbers"),
        new UdfCase("array_repeat(cast(NULL AS INT), 8)", "NULL in element 0"),
        new UdfCase("array_repeat(double('NaN'), 8)", "element 0 = NaN"),
        new UdfCase("array_repeat(1e300D, 8)", "element 0 = Infinity"),
        new UdfCase("dense(array_repeat(1D, 9))", "9 numbers"),
        new UdfCase("sparse(9, array(1), array(1D))", "9 numbers"),
        new UdfCase("old(array_repeat(1D, 9))", "9 numbers"));
  }

  @Override
  public void check(BadInputSession session) {
    String query = "SELECT score(" + features + ") FROM n WHERE id = 3";
    Throwable cause = Failures.rootCause(() -> session.rows(query));
    assertThat(cause).hasMessageContaining(found);
    if (!isRefused) {
      assertThat(cause)
          .isInstanceOf(BadRowException.class)
          .hasMessageContaining("nibble_predict: model " + session.model())
          .hasMessageContaining("expected 8 numbers, each finite in float32, found ")
          .hasMessageContaining("Correct the column");
    }
    assertThat(session.rows("SELECT id, score(f) FROM n"))
        .isEqualTo(session.knownRows("SELECT id, P(f) FROM n"));
  }

  @Override
  public String toString() {
    return "UDF of " + features;
  }
}
