package io.nibble.spark.catalyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.spark.Failures;
import io.nibble.spark.Plans;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.catalyst.execute.PredictTask;
import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.models.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What travels to tasks: round trips, and what happens to the model on the way. */
class TestSerialization {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @Test
  void aCallRoundTripsAndScoresTheSame() throws Exception {
    NibblePredict call = call(query());
    NibblePredict copy = RoundTrips.of(call);
    assertThat(copy).isEqualTo(call);
    assertThat(copy.hashCode()).isEqualTo(call.hashCode());
    assertThat(copy.toString()).isEqualTo(call.toString());
    UnsafeArrayData features =
        UnsafeArrayData.fromPrimitiveArray(new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    GenericInternalRow row = new GenericInternalRow(new Object[] {features});
    NibblePredict bound =
        (NibblePredict) PredictTask.bind(copy, call.features().references().toSeq());
    NibblePredict original =
        (NibblePredict) PredictTask.bind(call, call.features().references().toSeq());
    assertThat(bound.eval(row)).isNotNull().isEqualTo(original.eval(row));
  }

  @Test
  void theModelTravelsAsItsBroadcasts() throws Exception {
    ModelReference model = call(query()).model();
    ModelReference copy = RoundTrips.of(model);
    assertThat(copy).isEqualTo(model).isNotExactlyInstanceOf(model.getClass());
    assertThat(copy.header().contentHash()).isEqualTo(model.header().contentHash());
    assertThat(copy.path()).isEqualTo(tables.model());
    assertThat(RoundTrips.of(copy)).isEqualTo(copy);
  }

  @Test
  void plansRoundTrip() throws Exception {
    Dataset<Row> query =
        SPARK
            .session()
            .sql(tables.expand("SELECT P(array(1, 2, 3, 4, 5, 6, 7, id)) FROM range(9)"));
    NibblePredictPlan logical = find(query.queryExecution().normalized());
    assertThat(RoundTrips.of(logical)).isEqualTo(logical).hasSameHashCodeAs(logical);
    assertThat(logical.clone()).isEqualTo(logical).isNotSameAs(logical);
    SparkPlan physical = Plans.operators(query).get(0);
    SparkPlan copy = RoundTrips.of(physical);
    assertThat(copy.canonicalized()).isEqualTo(physical.canonicalized());
    assertThat(copy.simpleString(25)).isEqualTo(physical.simpleString(25));
  }

  @Test
  void aFileThatChangedAfterAnalysisIsRefused() throws IOException {
    Path file = SPARK.directory().resolve("changed.nibble");
    Files.copy(Path.of(tables.model()), file);
    Dataset<Row> query = SPARK.session().sql("SELECT nibble_predict('" + file + "', f) FROM t");
    Files.write(file, Files.readAllBytes(Path.of(tables.second())));
    assertThat(Failures.rootCause(query::collect))
        .hasMessageContaining(file + " changed after the query was analysed");
    Files.delete(file);
    assertThatThrownBy(query::collect).hasStackTraceContaining(file.toString());
  }

  private static Dataset<Row> query() {
    return SPARK.session().sql(tables.expand("SELECT P(f) FROM t"));
  }

  private static NibblePredict call(Dataset<Row> query) {
    return find(query.queryExecution().normalized()).calls().get(0);
  }

  private static NibblePredictPlan find(LogicalPlan plan) {
    return plan instanceof NibblePredictPlan node ? node : find(plan.children().head());
  }
}
