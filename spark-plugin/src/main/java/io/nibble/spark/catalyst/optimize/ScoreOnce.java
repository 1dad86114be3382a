package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.ScalaCollections;
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
 * ranges, and so would score each row twice. A shuffle in between keeps the scores.
 *
 * <p>For the sorts of a query this is done here; what partitions by ranges on its own may come
 * later, from the table that is written, and is seen when it is planned.
 */
public final class ScoreOnce {
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
    return isByRange(plan) && isScored(plan.children().head());
  }

  private static boolean isByRange(LogicalPlan plan) {
    return (plan instanceof RepartitionByExpression repartition
            && repartition.partitioning() instanceof RangePartitioning)
        || (plan instanceof RebalancePartitions rebalance
            && rebalance.partitioning() instanceof RangePartitioning);
  }

  /** {@code plan} with a shuffle above it, if it is scored. */
  public static LogicalPlan keepScores(LogicalPlan plan) {
    return isScored(plan)
        ? new RepartitionByExpression(
            ScalaCollections.<Expression>seq(List.of()), plan, Option.empty(), Option.empty())
        : plan;
  }

  private static boolean isScored(LogicalPlan plan) {
    return plan instanceof NibblePredictPlan
        || (PASSING.contains(plan.getClass())
            && ScalaCollections.list(plan.children()).stream().anyMatch(ScoreOnce::isScored));
  }
}
