package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Projections;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;

/**
 * The operators of {@code ORDER BY … LIMIT … OFFSET}, any of which may be missing but the limit.
 *
 * @param limits limits and offsets, from the top
 * @param projects projections between them
 * @param sort the sort below, if there is one
 * @param input what is sorted and limited
 */
record TopRows(
    List<LogicalPlan> limits, List<Project> projects, Optional<Sort> sort, LogicalPlan input) {

  /** Those at the top of {@code plan}; empty if it does not begin with a limit. */
  static Optional<TopRows> of(LogicalPlan plan) {
    List<LogicalPlan> limits = new ArrayList<>();
    List<Project> projects = new ArrayList<>();
    LogicalPlan below = plan;
    while (isLimit(below) || (!limits.isEmpty() && isPlain(below))) {
      if (below instanceof Project project) {
        projects.add(project);
      } else {
        limits.add(below);
      }
      below = below.children().head();
    }
    if (limits.stream().noneMatch(GlobalLimit.class::isInstance)) {
      return Optional.empty();
    }
    return Optional.of(
        below instanceof Sort sort && sort.global()
            ? new TopRows(limits, projects, Optional.of(sort), sort.child())
            : new TopRows(limits, projects, Optional.empty(), below));
  }

  static boolean isLimit(LogicalPlan plan) {
    return plan instanceof GlobalLimit || plan instanceof LocalLimit || plan instanceof Offset;
  }

  private static boolean isPlain(LogicalPlan plan) {
    return plan instanceof Project project && project.deterministic();
  }

  /** Whether each limit is a number of at most {@code rows}. */
  boolean isAtMost(long rows) {
    return limits.stream().allMatch(limit -> limit instanceof Offset || isAtMost(limit, rows));
  }

  private static boolean isAtMost(LogicalPlan limit, long rows) {
    Expression most =
        limit instanceof GlobalLimit global ? global.limitExpr() : ((LocalLimit) limit).limitExpr();
    return most instanceof Literal literal && ((Number) literal.value()).longValue() <= rows;
  }

  /** The same plan with the calls above; empty if no call can wait. */
  Optional<LogicalPlan> belowCalls() {
    return sink(sort, input).map(this::underProjects);
  }

  private LogicalPlan underProjects(LogicalPlan plan) {
    LogicalPlan top = plan;
    for (int i = projects.size() - 1; i >= 0; i--) {
      top = over(projects.get(i), top);
    }
    return top;
  }

  private Optional<LogicalPlan> sink(Optional<Sort> order, LogicalPlan plan) {
    if (plan instanceof NibblePredictPlan node && isFreeOf(order, node)) {
      LogicalPlan child = node.child();
      return Optional.of(node.withChild(sink(order, child).orElseGet(() -> take(order, child))));
    }
    return plan instanceof Project project && canPass(order, project)
        ? sink(inline(order, project), project.child()).map(below -> over(project, below))
        : Optional.empty();
  }

  // A call that the projection evaluates row by row must not be evaluated in the order as well.
  private static boolean canPass(Optional<Sort> order, Project project) {
    return project.deterministic()
        && inline(order, project).stream()
            .flatMap(sort -> ScalaCollections.list(sort.order()).stream())
            .noneMatch(Calls::in);
  }

  private static boolean isFreeOf(Optional<Sort> order, NibblePredictPlan node) {
    return order.stream()
        .flatMap(sort -> ScalaCollections.list(sort.order()).stream())
        .allMatch(key -> key.references().subsetOf(node.child().outputSet()));
  }

  private static Optional<Sort> inline(Optional<Sort> order, Project project) {
    return order.map(s -> (Sort) s.mapExpressions(e -> Projections.inline(e, project)));
  }

  // Features are computed for these rows only, too.
  private LogicalPlan take(Optional<Sort> order, LogicalPlan plan) {
    if (plan instanceof Project project
        && Projections.computes(project)
        && canPass(order, project)) {
      return over(project, take(inline(order, project), project.child()));
    }
    LogicalPlan top = order.map(s -> over(s, plan)).orElse(plan);
    for (int i = limits.size() - 1; i >= 0; i--) {
      top = isRepeated(limits.get(i), top) ? top : over(limits.get(i), top);
    }
    return top;
  }

  private static boolean isRepeated(LogicalPlan limit, LogicalPlan plan) {
    return limit instanceof LocalLimit some
        && plan instanceof LocalLimit other
        && some.limitExpr().equals(other.limitExpr());
  }

  private static LogicalPlan over(LogicalPlan operator, LogicalPlan child) {
    return operator.withNewChildren(ScalaCollections.seq(List.of(child)));
  }
}
