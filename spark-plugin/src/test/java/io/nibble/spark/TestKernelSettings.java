package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.kernel.Kernels;
import io.nibble.spark.models.store.ModelStore;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestKernelSettings {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @AfterEach
  void reset() {
    SPARK.session().conf().unset("spark.nibble.isa");
  }

  @Test
  void everyIsaGivesTheSameBitsAndIsTheOneThatRan() {
    String query = tables.expand("SELECT id, P(f) FROM t");
    List<String> expected = Rows.sorted(SPARK.session().sql(query));
    for (Kernels kernels : Kernels.available()) {
      SPARK.session().conf().set("spark.nibble.isa", kernels.isa());
      assertThat(Rows.sorted(SPARK.session().sql(query))).as(kernels.isa()).isEqualTo(expected);
      assertThat(ModelStore.instance().holdings())
          .anyMatch(held -> held.isa().equals(kernels.isa()));
    }
  }

  @Test
  void anIsaThatIsNotThereIsRefusedWithWhatIs() {
    SPARK.session().conf().set("spark.nibble.isa", "nosuch");
    assertThatThrownBy(() -> SPARK.session().sql(tables.expand("SELECT P(f) FROM t")))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("nosuch")
        .hasMessageContaining("java");
  }
}
