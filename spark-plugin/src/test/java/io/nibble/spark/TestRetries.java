package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.models.store.ModelStore;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that fail in the middle and are tried again: the same bits, and nothing left behind. */
class TestRetries {
  @RegisterExtension
  static final SparkFixture SPARK = SparkFixture.withPlugin().with("spark.master", "local[2, 3]");

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
    UDF1<Integer, Boolean> failAtFirst = TestRetries::failAtFirst;
    SPARK.session().udf().register("fail_at_first", failAtFirst, DataTypes.BooleanType);
  }

  private static boolean failAtFirst(int id) {
    if (id % 100 == 60 && TaskContext.get().attemptNumber() == 0) {
      throw new IllegalStateException("the first attempt fails");
    }
    return true;
  }

  @Test
  void aTaskTriedAgainGivesTheSameBits() {
    SPARK.session().conf().set("spark.nibble.batchRows", 16);
    String query = tables.expand("SELECT id, P(f) FROM t");
    List<String> expected = Rows.sorted(SPARK.session().sql(query));
    Dataset<Row> retried = SPARK.session().sql(query + " WHERE fail_at_first(id)");
    assertThat(Rows.sorted(retried)).isEqualTo(expected);
    assertThat(ModelStore.instance().holdings())
        .singleElement()
        .satisfies(held -> assertThat(held.leases()).as("leases of failed tasks").isZero());
  }
}
