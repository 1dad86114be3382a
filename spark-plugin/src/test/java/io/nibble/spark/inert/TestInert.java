package io.nibble.spark.inert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Statements of Spark's own tests have the same plans, answers and errors with the plugin. */
class TestInert {
  private static final int STATEMENTS = 500;

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.plain();

  @Test
  void changesNothingWithoutCalls() throws IOException {
    Twins twins = Twins.create(SPARK);
    InertSearch.sample(1, STATEMENTS).forEach(twins::compare);
    System.out.println(twins);
    assertThat(twins.differences()).isEmpty();
    assertThat(twins.answers()).isGreaterThan(STATEMENTS / 2);
  }

  @Test
  void findsRulesThatChangePlans() throws IOException {
    Twins twins = Twins.create(SPARK, new FirstRowOnly());
    twins.compare(
        new SqlFile(
            "planted",
            List.of("SELECT * FROM testdata WHERE key = 7", "SELECT * FROM testdata", "SELECT")));
    assertThat(twins.differences())
        .extracting(Difference::kind)
        .containsExactly(Difference.Kind.PLAN, Difference.Kind.ANSWER);
  }

  @Test
  void readsStatementsAndSettings() {
    assertThat(
            Statements.of(
                List.of(
                    "-- a comment",
                    "--SET spark.a=1,spark.b=x,y",
                    "SELECT 1,",
                    "  2;",
                    "--QUERY-DELIMITER-START",
                    "BEGIN;",
                    "END;",
                    "--QUERY-DELIMITER-END",
                    "SELECT 3")))
        .containsExactly(
            "SET spark.a=1", "SET spark.b=x,y", "SELECT 1,\n  2", "BEGIN;\nEND", "SELECT 3");
  }

  private static final class FirstRowOnly
      extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
      extensions.injectPreCBORule(session -> new FirstRow());
      return BoxedUnit.UNIT;
    }
  }

  /** Changes the plans of all queries; commands cannot stand below a limit. */
  private static final class FirstRow extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      return plan instanceof Command
          ? plan
          : new GlobalLimit(Literal.create(1, DataTypes.IntegerType), plan);
    }
  }
}
