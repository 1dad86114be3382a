package io.nibble.spark.catalyst.tree;

import io.nibble.spark.scala.ScalaCollections;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** Looks through the columns of a projection. */
public final class Projections {
  private Projections() {}

  /** {@code expression} with the columns of {@code project} replaced by what they are. */
  public static Expression inline(Expression expression, Project project) {
    return Trees.mapUp(
        expression, e -> e instanceof Attribute column ? definition(column, project) : e);
  }

  /** Whether a column of {@code project} is more than a column of its child. */
  public static boolean computes(Project project) {
    return ScalaCollections.list(project.projectList()).stream()
        .anyMatch(column -> !(column instanceof Attribute));
  }

  private static Expression definition(Attribute column, Project project) {
    for (NamedExpression defined : ScalaCollections.list(project.projectList())) {
      if (defined instanceof Alias alias && alias.exprId().equals(column.exprId())) {
        return alias.child();
      }
    }
    return column;
  }
}
