package io.nibble.spark.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Failures;
import io.nibble.spark.score.BadRowException;
import java.util.List;

/**
 * Features of row 3 among good ones, scored by the operator and by the row-wise fallback.
 *
 * @param call the call to score a column x with
 * @param good features of the other rows
 * @param bad features of row 3
 * @param error what the message says was expected and found; null if the row is not bad
 * @param alike good features that have the same scores; null if the score is NULL
 */
record FeatureCase(String call, String good, String bad, String error, String alike)
    implements BadInput {

  static FeatureCase bad(String good, String bad, String found) {
    String error = "expected 8 numbers, each finite in float32, found " + found;
    return new FeatureCase("P(x)", good, bad, error, null);
  }

  static FeatureCase unscorable(String good, String bad, String found) {
    return new FeatureCase("P(x)", good, bad, "expected finite scores, found " + found, null);
  }

  static FeatureCase nothing(String good, String bad) {
    return new FeatureCase("P(x)", good, bad, null, null);
  }

  static FeatureCase scored(String good, String bad, String alike) {
    return new FeatureCase("P(x)", good, bad, null, alike);
  }

  FeatureCase calledBy(String other) {
    return new FeatureCase(other, good, bad, error, alike);
  }

  @Override
  public void check(BadInputSession session) {
    session.with("spark.nibble.explain", "none", () -> checkDoors(session));
  }

  private void checkDoors(BadInputSession session) {
    String table = "(SELECT id, CASE WHEN id = 3 THEN " + bad + " ELSE " + good + " END x FROM n)";
    String rowWise = "transform(array(x), x -> " + call + ")[0]";
    if (error != null) {
      checkFails(session, "SELECT " + call + " FROM " + table);
      checkFails(session, "SELECT " + rowWise + " FROM " + table);
    }
    session.with(
        "spark.nibble.badRows",
        error == null ? "fail" : "null",
        () -> checkScores(session, rowWise, table));
  }

  private void checkFails(BadInputSession session, String query) {
    assertThat(Failures.rootCause(() -> session.rows(query)))
        .as(query)
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("nibble_predict: model " + session.model())
        .hasMessageContaining("cannot score input row 3 of partition 0: " + error)
        .hasMessageContaining("Correct the column, or set spark.nibble.badRows=null");
  }

  private void checkScores(BadInputSession session, String rowWise, String table) {
    List<String> rows = session.rows("SELECT id, " + call + ", " + rowWise + " FROM " + table);
    assertThat(rows).filteredOn(row -> !isBad(row)).isEqualTo(neighbours(session));
    assertThat(rows).filteredOn(FeatureCase::isBad).containsExactly(expected(session));
  }

  private List<String> neighbours(BadInputSession session) {
    return session.knownRows(
        "SELECT id, s, s FROM (SELECT id, "
            + call
            + " s FROM (SELECT id, "
            + good
            + " x FROM n) WHERE id <> 3)");
  }

  private String expected(BadInputSession session) {
    return alike == null
        ? "[3,null,null]"
        : session
            .knownRows("SELECT id, s, s FROM (SELECT id, P(" + alike + ") s FROM n WHERE id = 3)")
            .get(0);
  }

  private static boolean isBad(String row) {
    return row.startsWith("[3,");
  }

  @Override
  public String toString() {
    return call + " of " + bad;
  }
}
