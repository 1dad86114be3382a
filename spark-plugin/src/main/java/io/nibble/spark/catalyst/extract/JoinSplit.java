package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.tree.Conjuncts;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.Cross$;
import org.apache.spark.sql.catalyst.plans.InnerLike;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/**
 * Calls in the condition of a join are computed below it where Spark evaluates them for every row
 * of a side. Others, over both sides or {@linkplain JoinParts#late for pairs only}, move with their
 * part of the condition into a filter above an inner join, where they are computed for the rows
 * that the other parts join; in other joins they stay.
 */
final class JoinSplit {
  private JoinSplit() {}

  /** The join with its calls computed around it; its output is the same. */
  static LogicalPlan extract(Join join) {
    if (join.condition().isEmpty() || !Calls.in(join.condition().get())) {
      return HoistCalls.extract(join);
    }
    JoinParts parts = JoinParts.of(join);
    LogicalPlan hoisted = HoistCalls.extract(with(join, parts.early()));
    return inside(hoisted, below -> finish(below, parts.late()));
  }

  // The join may have got a projection on top.
  private static LogicalPlan inside(LogicalPlan plan, Function<Join, LogicalPlan> change) {
    return plan instanceof Project project
        ? project.withNewChildren(ScalaCollections.seq(List.of(inside(project.child(), change))))
        : change.apply((Join) plan);
  }

  private static LogicalPlan finish(Join join, List<Expression> late) {
    List<Expression> above = new ArrayList<>();
    List<Expression> within = new ArrayList<>();
    boolean isInner = join.joinType() instanceof InnerLike;
    for (Expression part : conditions(join)) {
      (isInner && Calls.in(part) && part.deterministic() ? above : within).add(part);
    }
    (isInner ? above : within).addAll(late);
    Join rest = with(join, within);
    return above.isEmpty() ? rest : FilterSplit.extract(new Filter(Conjuncts.and(above), rest));
  }

  private static List<Expression> conditions(Join join) {
    return join.condition().isDefined() ? Conjuncts.of(join.condition().get()) : List.of();
  }

  // A join with no condition left is one that somebody wrote, not one to be refused.
  private static Join with(Join join, List<Expression> conditions) {
    JoinType type =
        conditions.isEmpty() && join.joinType() instanceof InnerLike
            ? Cross$.MODULE$
            : join.joinType();
    Option<Expression> condition =
        conditions.isEmpty() ? Option.empty() : Option.apply(Conjuncts.and(conditions));
    return new Join(join.left(), join.right(), type, condition, join.hint());
  }
}
