package io.nibble.spark.catalyst;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class TestTopLabel {
  private static final List<UTF8String> LABELS =
      List.of(UTF8String.fromString("a"), UTF8String.fromString("b"), UTF8String.fromString("c"));

  @Test
  void ofEqualScoresTheFirst() {
    assertTop("b", 2, -1, 2, 2);
    assertTop("a", 0, 0f, -0f, 0f);
    assertTop("c", -1, -3, -2, -1);
  }

  @Test
  void ofNoScoresNone() {
    assertThat(topLabel(null).eval(null)).isNull();
  }

  private static void assertTop(String label, float score, float... scores) {
    InternalRow top = (InternalRow) topLabel(UnsafeArrayData.fromPrimitiveArray(scores)).eval(null);
    assertThat(top.getUTF8String(0)).hasToString(label);
    assertThat(top.getFloat(1)).isEqualTo(score);
  }

  private static TopLabel topLabel(UnsafeArrayData scores) {
    return new TopLabel(new Literal(scores, NibblePredict.RESULT), ScalaCollections.seq(LABELS));
  }
}
