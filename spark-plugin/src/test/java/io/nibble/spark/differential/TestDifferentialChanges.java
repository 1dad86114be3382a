package io.nibble.spark.differential;

import io.nibble.spark.SparkFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** DELETE, UPDATE, MERGE and INSERT of Delta and Iceberg leave the same table in every way. */
class TestDifferentialChanges {
  private static final int CHANGES = 16;

  @RegisterExtension static final SparkFixture SPARK = Change.fixture();

  @Test
  void changesLeaveTheSame() {
    new Search(Change::write, Ways.open(SPARK), 4).run(CHANGES).check(2);
  }
}
