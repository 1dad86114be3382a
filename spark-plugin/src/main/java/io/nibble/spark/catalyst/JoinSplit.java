package io.nibble.spark.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * A call over columns of both sides in the condition of an inner join moves, with its part of the
 * condition, into a filter above, where it is computed for the rows that the other parts join.
 */
final class JoinSplit {
  private JoinSplit() {}

  /** {@code plan}, a join or a projection of one, with such a filter; empty if it needs none. */
  static Optional<LogicalPlan> split(LogicalPlan plan) {
    if (plan instanceof Project project) {
      return split(project.child())
          .map(join -> project.withNewChildren(ScalaCollections.seq(List.of(join))));
    }
    return plan instanceof Join join
            && join.joinType() instanceof InnerLike
            && join.condition().isDefined()
            && Trees.hasCall(join.condition().get())
        ? split(join)
        : Optional.empty();
  }

  private static Optional<LogicalPlan> split(Join join) {
    List<Expression> above = new ArrayList<>();
    List<Expression> within = new ArrayList<>();
    for (Expression part : Conjuncts.of(join.condition().get())) {
      (Trees.hasCall(part) && part.deterministic() ? above : within).add(part);
    }
    if (above.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        OperatorExtraction.extract(new Filter(Conjuncts.and(above), with(join, within))));
  }

  // A join with no condition left is one that somebody wrote, not one to be refused.
  private static Join with(Join join, List<Expression> conditions) {
    JoinType type = conditions.isEmpty() ? Cross$.MODULE$ : join.joinType();
    Option<Expression> condition =
        conditions.isEmpty() ? Option.empty() : Option.apply(Conjuncts.and(conditions));
    return new Join(join.left(), join.right(), type, condition, join.hint());
  }
}
