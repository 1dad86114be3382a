package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Semi and anti joins only drop rows, and go below the calls as filters do. */
final class PushSemiJoins {
  private PushSemiJoins() {}

  static LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof Join join
            && List.of(LeftSemi$.MODULE$, LeftAnti$.MODULE$).contains(join.joinType())
            && join.left() instanceof NibblePredictPlan node
            && canPass(join, node)
        ? node.withChild(
            join.withNewChildren(ScalaCollections.seq(List.of(node.child(), join.right()))))
        : plan;
  }

  private static boolean canPass(Join join, NibblePredictPlan node) {
    AttributeSet columns = node.child().outputSet();
    AttributeSet known = columns.$plus$plus(join.right().outputSet());
    return node.isDeterministic()
        && columns.intersect(join.right().outputSet()).isEmpty()
        && join.condition().forall(condition -> condition.references().subsetOf(known));
  }
}
