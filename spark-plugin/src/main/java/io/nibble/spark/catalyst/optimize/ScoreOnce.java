package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RebalancePartitions;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.physical.RangePartitioning;
import scala.Option;

/**
 * Before it partitions by ranges, for ORDER BY, Spark reads its whole input once to learn the
 * ranges, and so would score each row twice. A shuffle in between keeps the scores, where scoring
 * again would cost more than it.
 *
 * <p>For the sorts of a query this is done here; what partitions by ranges on its own may come
 * later, from the table that is written, and is seen when it is planned.
 */
public final class ScoreOnce {
  // Bytes of weights from which on scoring a row again takes longer than a shuffle of it, measured;
  // see docs/performance.md, "Sorting by ranges".
  private static final long DEAR_BYTES = 32L << 10;

  // What hands on rows as it gets them, with no shuffle of its own below.
  private static final List<Class<? extends LogicalPlan>> PASSING =
      List.of(
          Project.class,
          Filter.class,
          Generate.class,
          Expand.class,
          LocalLimit.class,
          Union.class,
          Join.class);

  private ScoreOnce() {}

  static LogicalPlan apply(LogicalPlan plan) {
    return visit(plan, false);
  }

  // A sort below a limit keeps the first rows only, and reads its input once.
  private static LogicalPlan visit(LogicalPlan plan, boolean isLimited) {
    boolean readsTwice = !isLimited && plan instanceof Sort sort && sort.global();
    boolean limitsChild =
        plan instanceof GlobalLimit
            || (isLimited
                && (plan instanceof Project
                    || plan instanceof LocalLimit
                    || plan instanceof Offset));
    LogicalPlan visited = plan.mapChildren(child -> visit(child, limitsChild));
    return readsTwice ? visited.mapChildren(ScoreOnce::keepScores) : visited;
  }

  /** Whether {@code plan} partitions by ranges what is scored below it. */
  public static boolean isScoredByRange(LogicalPlan plan) {
    return isByRange(plan) && isDear(plan.children().head());
  }

  private static boolean isByRange(LogicalPlan plan) {
    return (plan instanceof RepartitionByExpression repartition
            && repartition.partitioning() instanceof RangePartitioning)
        || (plan instanceof RebalancePartitions rebalance
            && rebalance.partitioning() instanceof RangePartitioning);
  }

  /** {@code plan} with a shuffle above it, if scoring it is dear. */
  public static LogicalPlan keepScores(LogicalPlan plan) {
    return isDear(plan)
        ? new RepartitionByExpression(
            ScalaCollections.<Expression>seq(List.of()), plan, Option.empty(), Option.empty())
        : plan;
  }

  private static boolean isDear(LogicalPlan plan) {
    return weightBytes(plan) >= DEAR_BYTES;
  }

  private static long weightBytes(LogicalPlan plan) {
    long below = 0;
    if (plan instanceof NibblePredictPlan || PASSING.contains(plan.getClass())) {
      below =
          ScalaCollections.list(plan.children()).stream().mapToLong(ScoreOnce::weightBytes).sum();
    }
    return plan instanceof NibblePredictPlan node ? below + weightBytes(node.calls()) : below;
  }

  private static long weightBytes(List<NibblePredict> calls) {
    return calls.stream().mapToLong(call -> call.model().header().dataBytes()).sum();
  }
}
