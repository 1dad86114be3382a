package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.tree.Conjuncts;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.InnerLike;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Join;

/**
 * The parts of the condition of a join, by when Spark evaluates them.
 *
 * @param early those for every row of a side, and those without calls
 * @param late those with calls that are evaluated only for the pairs of rows that the others leave:
 *     there may be fewer of them than rows of the side
 */
record JoinParts(List<Expression> early, List<Expression> late) {

  /** Those of a join that has a condition. */
  static JoinParts of(Join join) {
    List<Expression> all = Conjuncts.of(join.condition().get());
    boolean isAlone = all.size() == 1;
    JoinParts parts = new JoinParts(new ArrayList<>(), new ArrayList<>());
    for (Expression part : all) {
      (!isAlone && isLate(part, join) ? parts.late : parts.early).add(part);
    }
    return parts;
  }

  private static boolean isLate(Expression part, Join join) {
    return Calls.in(part) && part.deterministic() && !isKey(part, join) && !isOfASide(part, join);
  }

  // What Spark makes a filter of one side.
  private static boolean isOfASide(Expression part, Join join) {
    JoinType type = join.joinType();
    boolean both = type instanceof InnerLike || type.equals(LeftSemi$.MODULE$);
    boolean left = both || type.equals(RightOuter$.MODULE$);
    boolean right = both || type.equals(LeftOuter$.MODULE$) || type.equals(LeftAnti$.MODULE$);
    return (left && part.references().subsetOf(join.left().outputSet()))
        || (right && part.references().subsetOf(join.right().outputSet()));
  }

  private static boolean isKey(Expression part, Join join) {
    return part instanceof EqualTo equal && isKey(equal.left(), equal.right(), join)
        || part instanceof EqualNullSafe same && isKey(same.left(), same.right(), join);
  }

  private static boolean isKey(Expression one, Expression other, Join join) {
    return areOf(one, other, join) || areOf(other, one, join);
  }

  private static boolean areOf(Expression left, Expression right, Join join) {
    return !left.references().isEmpty()
        && !right.references().isEmpty()
        && left.references().subsetOf(join.left().outputSet())
        && right.references().subsetOf(join.right().outputSet());
  }
}
