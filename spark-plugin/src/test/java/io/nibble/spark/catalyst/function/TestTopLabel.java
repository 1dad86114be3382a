package io.nibble.spark.catalyst.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.catalyst.RoundTrips;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.models.ModelRegistry;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestTopLabel {
  private static final int MANY = 20_000;

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ModelReference few;
  private static ModelReference many;

  @BeforeAll
  static void createModels() throws IOException {
    few = model("few", List.of("a", "b", "c"));
    many = model("many", IntStream.range(0, MANY).mapToObj(i -> "label number " + i).toList());
  }

  private static ModelReference model(String name, List<String> labels) throws IOException {
    String path =
        ModelFixtures.mlp(SPARK.directory().resolve(name + ".nibble"), 1, labels, 2, labels.size());
    return ModelRegistry.model(SPARK.session(), path);
  }

  @Test
  void ofEqualScoresTheFirst() {
    assertTop("b", 2, -1, 2, 2);
    assertTop("a", 0, 0f, -0f, 0f);
    assertTop("c", -1, -3, -2, -1);
  }

  @Test
  void ofNoScoresNone() {
    assertThat(topLabel(null, few).eval(null)).isNull();
  }

  @Test
  void labelsDoNotTravelWithIt() throws Exception {
    float[] scores = new float[MANY];
    scores[MANY - 1] = 1;
    TopLabel label = topLabel(UnsafeArrayData.fromPrimitiveArray(scores), many);
    byte[] bytes = RoundTrips.bytes(label.withChild(new Literal(null, NibblePredict.RESULT)));
    assertThat(bytes.length).isLessThan(20_000);
    TopLabel copy = RoundTrips.of(label);
    assertThat(copy).isEqualTo(label).hasSameHashCodeAs(label);
    assertThat(((InternalRow) copy.eval(null)).getUTF8String(0))
        .hasToString("label number " + (MANY - 1));
  }

  @Test
  void itsModelTellsItFromOthersAndNotTheLabels() throws IOException {
    TopLabel label = topLabel(null, few);
    TopLabel other = topLabel(null, model("other", few.header().outputNames()));
    assertThat(other).isNotEqualTo(label).doesNotHaveSameHashCodeAs(label);
    assertThat(label.parts()).containsExactly(label.children().head(), few);
  }

  private static void assertTop(String label, float score, float... scores) {
    InternalRow top =
        (InternalRow) topLabel(UnsafeArrayData.fromPrimitiveArray(scores), few).eval(null);
    assertThat(top.getUTF8String(0)).hasToString(label);
    assertThat(top.getFloat(1)).isEqualTo(score);
  }

  private static TopLabel topLabel(UnsafeArrayData scores, ModelReference model) {
    return new TopLabel(new Literal(scores, NibblePredict.RESULT), model);
  }
}
