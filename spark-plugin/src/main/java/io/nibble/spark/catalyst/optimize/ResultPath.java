package io.nibble.spark.catalyst.optimize;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.InnerLike;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Window;

/** The operators through which a column goes up as it is. */
final class ResultPath {
  private static final List<Class<? extends LogicalPlan>> PASSING =
      List.of(
          Filter.class,
          Sort.class,
          LocalLimit.class,
          GlobalLimit.class,
          Offset.class,
          Window.class,
          Generate.class,
          Repartition.class,
          RepartitionByExpression.class);

  private ResultPath() {}

  /** The children whose rows have their values in the output of {@code plan}. */
  static List<LogicalPlan> sides(LogicalPlan plan) {
    if (plan instanceof Join join) {
      return sides(join.joinType(), join.left(), join.right());
    }
    return PASSING.contains(plan.getClass()) ? List.of(plan.children().head()) : List.of();
  }

  // An outer join has NULL in place of the other side, which is no score of NULL.
  private static List<LogicalPlan> sides(JoinType type, LogicalPlan left, LogicalPlan right) {
    if (type instanceof InnerLike) {
      return List.of(left, right);
    }
    boolean keepsLeft =
        List.of(LeftOuter$.MODULE$, LeftSemi$.MODULE$, LeftAnti$.MODULE$).contains(type);
    return keepsLeft
        ? List.of(left)
        : type.equals(RightOuter$.MODULE$) ? List.of(right) : List.of();
  }
}
