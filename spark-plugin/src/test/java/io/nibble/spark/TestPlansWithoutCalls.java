package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nibble.spark.catalyst.execute.PredictStrategy;
import io.nibble.spark.catalyst.extract.ExtractPredictions;
import io.nibble.spark.catalyst.extract.KeepCachedModels;
import io.nibble.spark.catalyst.optimize.FinishPredictions;
import io.nibble.spark.catalyst.optimize.OptimizePredictions;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each rule hands back the plan that it got, and takes no memory that grows with the plan. */
class TestPlansWithoutCalls {
  /** A walk over the large plan takes more than a megabyte. */
  private static final long FEW_BYTES = 4096;

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  @Test
  void areNeitherCopiedNorWalked() {
    LogicalPlan plan = large();
    List<Rule<LogicalPlan>> rules =
        List.of(
            new KeepCachedModels(SPARK.session()),
            new ExtractPredictions(SPARK.session()),
            new OptimizePredictions(),
            new FinishPredictions());
    for (Rule<LogicalPlan> rule : rules) {
      assertThat(rule.apply(plan)).as(rule.ruleName()).isSameAs(plan);
      assertThat(allocated(() -> rule.apply(plan))).as(rule.ruleName()).isLessThan(FEW_BYTES);
    }
    PredictStrategy strategy = new PredictStrategy(SPARK.session());
    assertThat(strategy.apply(plan).isEmpty()).isTrue();
    assertThat(allocated(() -> strategy.apply(plan))).isLessThan(FEW_BYTES);
  }

  private static LogicalPlan large() {
    String columns =
        IntStream.range(0, 500)
            .mapToObj(i -> "id * " + i + " + " + i + " AS c" + i)
            .collect(Collectors.joining(", "));
    String query = "(SELECT " + columns + " FROM range(9) WHERE id > 3)";
    return SPARK
        .session()
        .sql(query + " UNION ALL " + query + " UNION ALL " + query)
        .queryExecution()
        .analyzed();
  }

  /** Bytes, of a run after others. */
  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      work.run();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
