package io.nibble.spark.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Failures;
import io.nibble.spark.exec.BadRowException;
import java.util.List;

/** Features of row 3 that the classic UDF cannot score; it takes columns of any type. */
record UdfCase(String features, String found) implements BadInput {
  static List<BadInput> all() {
    return List.of(
        new UdfCase("'1,2,3'", "a java.lang.String"),
        new UdfCase("17", "a java.lang.Integer"),
        new UdfCase("true", "a java.lang.Boolean"),
        new UdfCase("map(1, 2)", "a scala.collection.immutable"),
        new UdfCase("struct(1, 2)", "a org.apache.spark.sql"),
        new UdfCase("array('1', '2', '3', '4', '5', '6', '7', '8')", "1 in element 0"),
        new UdfCase("array_repeat(array(1), 8)", " in element 0"),
        new UdfCase("slice(f, 1, 7)", "7 numbers"),
        new UdfCase("concat(f, f)", "16 numbers"),
        new UdfCase("array_repeat(1f, 1000000)", "1000000 numbers"),
        new UdfCase("array_repeat(cast(NULL AS INT), 8)", "NULL in element 0"),
        new UdfCase("array_repeat(double('NaN'), 8)", "element 0 = NaN"),
        new UdfCase("array_repeat(1e300D, 8)", "element 0 = Infinity"),
        new UdfCase("dense(array_repeat(1D, 9))", "9 numbers"),
        new UdfCase("sparse(9, array(1), array(1D))", "9 numbers"),
        new UdfCase("old(array_repeat(1D, 8))", "a org.apache.spark.mllib.linalg.DenseVector"));
  }

  @Override
  public void check(BadInputSession session) {
    String query = "SELECT score(" + features + ") FROM n WHERE id = 3";
    assertThat(Failures.rootCause(() -> session.rows(query)))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("nibble_predict: model " + session.model())
        .hasMessageContaining("expected 8 numbers, each finite in float32, found ")
        .hasMessageContaining(found)
        .hasMessageContaining("Correct the column");
    assertThat(session.rows("SELECT id, score(f) FROM n"))
        .isEqualTo(session.knownRows("SELECT id, P(f) FROM n"));
  }

  @Override
  public String toString() {
    return "UDF of " + features;
  }
}
